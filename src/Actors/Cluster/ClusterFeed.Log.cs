using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Cluster;

public sealed partial class ClusterFeed
{
    [LoggerMessage(5211, LogLevel.Warning, "What other nodes wrote could not be read, {Failures} times in a row; what is shown of them is {Lag:F1} s old: {Fault}")]
    private partial void LogReadFailed(Exception? bug, int failures, double lag, string fault);

    [LoggerMessage(5216, LogLevel.Information, "What other nodes wrote is read again, after {Failures} failures in {Seconds:F0} s")]
    private partial void LogReads(int failures, double seconds);

    [LoggerMessage(5212, LogLevel.Warning, "The read model had older rows than the store, of {Agents} agents and {Apps} apps; they are shown now. Please report this")]
    private partial void LogDiffers(int agents, int apps);

    [LoggerMessage(5213, LogLevel.Warning, "The read model could not be compared with the store")]
    private partial void LogCompareFailed(Exception fault);
}
