using System.Net;
using EasyEnclave.Upstream.Http;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace EasyEnclave.Upstream.Dns;

/// <summary>How Cloudflare's API is asked: each attempt within its time, and again when that may help, no sooner than the answer asks for.</summary>
internal static class CloudflarePipeline
{
    public static ResiliencePipeline<UpstreamAnswer> Of(DnsLimits limits, TimeProvider time)
    {
        ResiliencePipelineBuilder<UpstreamAnswer> pipeline = new() { TimeProvider = time };
        if (limits.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<UpstreamAnswer>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome switch
                {
                    { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } } => false,
                    { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
                    { Result: { } answer } => MayHelp(answer, limits, time),
                    _ => false,
                }),
                MaxRetryAttempts = limits.Retries,
                Delay = limits.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = args => ValueTask.FromResult(
                    args.Outcome.Result is { } answer ? RetryAfter.Of(answer, time.GetUtcNow()) : null),
            });
        }

        return pipeline.AddTimeout(limits.Attempt).Build();
    }

    private static bool MayHelp(UpstreamAnswer answer, DnsLimits limits, TimeProvider time) =>
        RetryAfter.Of(answer, time.GetUtcNow()) is { } pause
            ? pause <= limits.RetryAfterMax
            : answer.Status is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout;
}
