#!/bin/sh
exec dotnet run "$(dirname "$0")/build.cs" -- "$@"
