using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Cluster;

public sealed partial class StoreWatch
{
    [LoggerMessage(5214, LogLevel.Error, "The store has not answered for {Seconds:F0} s: agents of sealed networks are not served until it does")]
    private partial void LogWithheld(double seconds);

    [LoggerMessage(5215, LogLevel.Warning, "The store answers again: agents of sealed networks are served")]
    private partial void LogServed();
}
