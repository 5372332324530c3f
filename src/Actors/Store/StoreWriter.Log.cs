using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Store;

public sealed partial class StoreWriter
{
    [LoggerMessage(5001, LogLevel.Error, "A commit of {Entries} entries failed, its callers are told to come back; told again once it works, or each minute: {Fault}")]
    private partial void LogAppendFailed(Exception? bug, int entries, string fault);

    [LoggerMessage(5004, LogLevel.Error, "Commits have failed for {Seconds:F0} s, {Failures} of them: {Fault}")]
    private partial void LogAppendFails(int failures, double seconds, string fault);

    [LoggerMessage(5005, LogLevel.Warning, "Commits go through again, after {Failures} that failed in {Seconds:F0} s")]
    private partial void LogAppends(int failures, double seconds);

    [LoggerMessage(5002, LogLevel.Critical, "Log {Log} was taken by another holder; this process writes no more")]
    private partial void LogFenced(string log);

    [LoggerMessage(5003, LogLevel.Critical, "What log {Log} committed could not be shown; this process writes no more")]
    private partial void LogBroken(Exception exception, string log);
}
