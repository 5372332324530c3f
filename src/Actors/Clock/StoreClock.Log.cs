using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Clock;

public sealed partial class StoreClock
{
    [LoggerMessage(6221, LogLevel.Warning, "This machine's clock is {Milliseconds:0} ms ahead of the store's; beyond 1,000 ms either way the node is not ready: set it")]
    private partial void LogOff(double milliseconds);

    [LoggerMessage(6222, LogLevel.Information, "This machine's clock agrees with the store's")]
    private partial void LogRight();
}
