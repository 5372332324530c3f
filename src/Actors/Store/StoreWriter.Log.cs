using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Store;

public sealed partial class StoreWriter
{
    [LoggerMessage(5001, LogLevel.Error, "A commit of {Entries} entries failed; their callers are told to come back")]
    private partial void LogAppendFailed(Exception exception, int entries);

    [LoggerMessage(5002, LogLevel.Critical, "Log {Log} was taken by another holder; this process writes no more")]
    private partial void LogFenced(string log);

    [LoggerMessage(5003, LogLevel.Critical, "What log {Log} committed could not be shown; this process writes no more")]
    private partial void LogBroken(Exception exception, string log);
}
