using System.Net;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Tests.Upstream.Http;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(429, "Retry-After=7", 7)]
    [InlineData(429, "Retry-After=Sun, 01 Mar 2026 12:00:30 GMT", 30)]
    [InlineData(429, "Retry-After=Sun, 01 Mar 2026 11:00:30 GMT", 0)]
    [InlineData(429, "Retry-After=soon", 60)]
    [InlineData(429, "Retry-After=-7", 60)]
    [InlineData(429, "", 60)]
    [InlineData(503, "Retry-After=7", 7)]
    [InlineData(503, "", null)]
    [InlineData(403, "Retry-After=7", 7)]
    [InlineData(403, "X-RateLimit-Remaining=0;X-RateLimit-Reset=1772366490", 90)]
    [InlineData(403, "X-RateLimit-Remaining=1;X-RateLimit-Reset=1772366490", null)]
    [InlineData(200, "X-RateLimit-Remaining=0;X-RateLimit-Reset=1772366490", null)]
    [InlineData(200, "Retry-After=7", null)]
    public void ItIsWhatTheAnswerAsksFor(int status, string headers, int? seconds)
    {
        Dictionary<string, string> named = headers.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(header => header.Split('=', 2))
            .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);

        TimeSpan? said = RetryAfter.Of(new UpstreamAnswer((HttpStatusCode)status, default, named), Now);

        Assert.Equal(seconds, said is null ? null : (int)said.Value.TotalSeconds);
    }
}
