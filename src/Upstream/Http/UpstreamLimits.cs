namespace EasyEnclave.Upstream.Http;

/// <summary>How long, how often and how much a server upstream is asked.</summary>
public sealed record UpstreamLimits
{
    /// <summary>Time for one attempt, connecting and body included.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for all attempts of one question.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Attempts after the first.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The middle of the first wait between attempts; it doubles, with jitter. Zero does not wait.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a server is left alone after too many failures.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failed attempts within 30 seconds, with no more than as many good ones, that make too many.</summary>
    public int FailuresToBreak { get; init; } = 6;

    /// <summary>The longest time a server may ask to be left alone for: an answer must not silence it for ever.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Questions to one server at once; the budget then grows by as many each minute.</summary>
    public int CallsPerMinute { get; init; } = 60;
}
