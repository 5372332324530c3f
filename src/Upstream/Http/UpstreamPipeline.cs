using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace EasyEnclave.Upstream.Http;

/// <summary>How a question is asked: all attempts within a time, with jitter between them, behind a breaker, each within its own time.</summary>
internal static class UpstreamPipeline
{
    private static readonly TimeSpan Sampled = TimeSpan.FromSeconds(30);

    public static ResiliencePipeline<UpstreamAnswer> Of(UpstreamLimits limits, TimeProvider time)
    {
        PredicateBuilder<UpstreamAnswer> failed = new PredicateBuilder<UpstreamAnswer>()
            .Handle<HttpRequestException>()
            .Handle<IOException>()
            .Handle<TimeoutRejectedException>()
            .HandleResult(IsTransient);
        ResiliencePipelineBuilder<UpstreamAnswer> pipeline = new() { TimeProvider = time };
        pipeline.AddTimeout(limits.Total);
        if (limits.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<UpstreamAnswer>
            {
                ShouldHandle = failed,
                MaxRetryAttempts = limits.Retries,
                Delay = limits.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        return pipeline
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<UpstreamAnswer>
            {
                ShouldHandle = failed,
                FailureRatio = 0.5,
                MinimumThroughput = limits.FailuresToBreak,
                SamplingDuration = Sampled,
                BreakDuration = limits.Break,
            })
            .AddTimeout(limits.Attempt)
            .Build();
    }

    // A server that says when to come back is left alone until then, and not asked again at once.
    private static bool IsTransient(UpstreamAnswer answer) =>
        (answer.Status >= HttpStatusCode.InternalServerError || answer.Status == HttpStatusCode.RequestTimeout)
        && answer.Header("Retry-After") is null;
}
