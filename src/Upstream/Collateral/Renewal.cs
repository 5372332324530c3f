namespace EasyEnclave.Upstream.Collateral;

/// <summary>What came of looking for newer collateral.</summary>
/// <param name="Kept">What is kept from now on; null for nothing.</param>
/// <param name="Pause">How long not to look again, when nothing newer came.</param>
internal sealed record Renewal(KeptCollateral? Kept, TimeSpan Pause)
{
    /// <summary>The pause after a failure.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    /// <summary>The pause after being told that there is none.</summary>
    public static readonly TimeSpan Later = TimeSpan.FromMinutes(10);
}
