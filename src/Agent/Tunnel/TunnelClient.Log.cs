using Microsoft.Extensions.Logging;

namespace EasyEnclave.Agent.Tunnel;

internal sealed partial class TunnelClient
{
    private void LogDialling(Uri url) => Log.Dialling(logger, url);

    private void LogEnd(TunnelEnd end, TimeSpan delay)
    {
        switch (end)
        {
            case TunnelEnd.NotAdmitted notAdmitted:
                Log.NotAdmitted(logger, notAdmitted.Status, delay.TotalSeconds);
                break;
            case TunnelEnd.Refused refused:
                Log.Refused(logger, refused.Reason, delay.TotalSeconds);
                break;
            case TunnelEnd.Distrusted distrusted:
                Log.Distrusted(logger, distrusted.Reason, distrusted.Detail ?? "nothing was said to it", delay.TotalSeconds);
                break;
            case TunnelEnd.Lost lost:
                Log.Lost(logger, lost.Detail, delay.TotalSeconds);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7010, LogLevel.Information, "Connecting to {Url}")]
        public static partial void Dialling(ILogger logger, Uri url);

        [LoggerMessage(7011, LogLevel.Warning, "Not admitted, HTTP {Status}; next attempt in {Seconds:F1} s")]
        public static partial void NotAdmitted(ILogger logger, int status, double seconds);

        [LoggerMessage(7012, LogLevel.Warning, "The tunnel was refused: {Reason}; next attempt in {Seconds:F1} s")]
        public static partial void Refused(ILogger logger, string reason, double seconds);

        [LoggerMessage(7014, LogLevel.Error, "The server is not the control plane this agent trusts: {Reason} ({Detail}); next attempt in {Seconds:F1} s")]
        public static partial void Distrusted(ILogger logger, string reason, string detail, double seconds);

        [LoggerMessage(7013, LogLevel.Warning, "The tunnel is gone: {Detail}; next attempt in {Seconds:F1} s")]
        public static partial void Lost(ILogger logger, string detail, double seconds);
    }
}
