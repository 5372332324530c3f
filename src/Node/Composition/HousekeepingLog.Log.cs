using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>What housekeeping says.</summary>
internal static partial class HousekeepingLog
{
    [LoggerMessage(6001, LogLevel.Warning, "Deleting old rows failed; it is tried again")]
    public static partial void PruneFailed(this ILogger logger, Exception exception);

    [LoggerMessage(6002, LogLevel.Error, "Looking for newer collateral or allowlists failed; it is tried again")]
    public static partial void RenewalFailed(this ILogger logger, Exception exception);
}
