using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Clock;

public sealed partial class TrustedTime
{
    [LoggerMessage(6011, LogLevel.Warning, "This machine's clock is {Behind} behind what is known to have happened; time goes on from {Least} instead: set the clock")]
    private partial void LogHeld(TimeSpan behind, DateTimeOffset least);

    [LoggerMessage(6012, LogLevel.Information, "This machine's clock is right again")]
    private partial void LogRight();
}
