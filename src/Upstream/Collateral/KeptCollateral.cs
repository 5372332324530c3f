using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>Proven collateral of one kind of platform, and until when it serves.</summary>
/// <param name="Bundle">The collateral.</param>
/// <param name="FetchedAt">When it came.</param>
/// <param name="RefreshAt">From when newer is looked for, while this one still serves.</param>
/// <param name="WaitAt">From when newer is waited for: this was asked for so rarely that it is old.</param>
/// <param name="EndsAt">The earliest of its next-updates, after which it does not serve.</param>
internal sealed record KeptCollateral(
    CollateralBundle Bundle, DateTimeOffset FetchedAt, DateTimeOffset RefreshAt, DateTimeOffset WaitAt, DateTimeOffset EndsAt)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    public static KeptCollateral Of(CollateralBundle bundle, CollateralWindow window, DateTimeOffset now)
    {
        // Once a day is enough: Intel holds one CRL for most of its 30 days. Near their end, half of what is left.
        TimeSpan half = (window.EarliestNextUpdate - now) / 2;
        TimeSpan refresh = Jitter.Of(half < Fresh ? half : Fresh);
        return new KeptCollateral(bundle, now, now + refresh, now + (2 * refresh), window.EarliestNextUpdate);
    }

    // A clock that was set back must not keep this for longer.
    public bool IsDue(DateTimeOffset now) => now >= RefreshAt || now < FetchedAt;

    public bool Serves(DateTimeOffset now) => now <= EndsAt;
}
