using System.Globalization;
using System.Net;

namespace EasyEnclave.Upstream.Http;

/// <summary>Reads from an answer for how long its server wants to be left alone.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(1);

    /// <summary>The time; null when the answer asks for none.</summary>
    /// <remarks>
    /// RFC 9110, section 10.2.3: seconds or a date. GitHub tells an exhausted limit by 403 or 429 and <c>x-ratelimit-remaining: 0</c>, and
    /// its end by <c>x-ratelimit-reset</c> in seconds since 1970.
    /// </remarks>
    public static TimeSpan? Of(UpstreamAnswer answer, DateTimeOffset now)
    {
        bool tooMany = answer.Status == HttpStatusCode.TooManyRequests;
        bool exhausted = answer.Status == HttpStatusCode.Forbidden && answer.Header("X-RateLimit-Remaining") == "0";
        bool named = answer.Header("Retry-After") is not null
            && answer.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Forbidden;
        if (!tooMany && !exhausted && !named)
        {
            return null;
        }

        TimeSpan? said = Said(answer.Header("Retry-After"), now);
        if (said is null && answer.Header("X-RateLimit-Remaining") == "0" && Seconds(answer.Header("X-RateLimit-Reset")) is { } reset)
        {
            said = DateTimeOffset.UnixEpoch + reset - now;
        }

        return said is null ? Unsaid : said < TimeSpan.Zero ? TimeSpan.Zero : said;
    }

    private static TimeSpan? Said(string? text, DateTimeOffset now) =>
        Seconds(text) ?? (DateTimeOffset.TryParseExact(
            text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? at - now
            : null);

    private static TimeSpan? Seconds(string? text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds) ? TimeSpan.FromSeconds(seconds) : null;
}
