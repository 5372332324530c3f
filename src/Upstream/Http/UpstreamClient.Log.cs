using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Http;

internal sealed partial class UpstreamClient
{
    [LoggerMessage(2501, LogLevel.Warning, "Asking {Host} failed: {Cause}")]
    private partial void LogFailed(string host, string cause);

    [LoggerMessage(2502, LogLevel.Warning, "{Host} answered {Status} and is left alone until {Until}")]
    private partial void LogLeftAlone(string host, int status, DateTimeOffset until);

    [LoggerMessage(2503, LogLevel.Debug, "{Host} is not asked now: it is left alone, or the budget of calls is spent")]
    private partial void LogNotAsked(string host);

    [LoggerMessage(2504, LogLevel.Warning, "{Host} warns: {Warning}")]
    private partial void LogWarned(string host, string warning);
}
