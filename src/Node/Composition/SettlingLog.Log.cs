using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>What settling tells.</summary>
internal static partial class SettlingLog
{
    [LoggerMessage(6111, LogLevel.Warning, "How nodes did lately could not be read; routing goes on by what it knew")]
    public static partial void RoutesNotRead(this ILogger logger, Exception exception);
}
