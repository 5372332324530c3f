using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node;

internal static partial class Rejoining
{
    [LoggerMessage(6231, LogLevel.Error, "This node was declared dead and cannot join again, since the store does not answer; it goes on trying: {Why}")]
    private static partial void LogAway(ILogger logger, string why);

    [LoggerMessage(6232, LogLevel.Warning, "The store answered again: this node joined anew after {Tries} tries")]
    private static partial void LogBack(ILogger logger, int tries);
}
