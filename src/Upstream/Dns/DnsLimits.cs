namespace EasyEnclave.Upstream.Dns;

/// <summary>How long and how often Cloudflare's API is asked.</summary>
public sealed record DnsLimits
{
    /// <summary>Time for one attempt, connecting and body included.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The middle of the first wait between attempts; it doubles, with jitter. Zero does not wait.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait that an answer may ask for; who asks for more is not asked again.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for everything: all names of an order, found out and set.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(90);
}
