using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>What became of collateral that was delivered.</summary>
internal abstract record Taking
{
    private Taking()
    {
    }

    /// <summary>It is proven, and durable.</summary>
    /// <param name="Kept">It, or where a part was older the newer one.</param>
    /// <param name="Older">Whether a part was older.</param>
    public sealed record Taken(KeptCollateral Kept, bool Older) : Taking;

    /// <summary>It cannot be proven.</summary>
    /// <param name="Failure">Why.</param>
    /// <param name="Bundle">What that is said of: newer parts stand in place of older ones.</param>
    /// <param name="Older">Whether a part was older.</param>
    public sealed record Refused(VerificationFailure Failure, CollateralBundle Bundle, bool Older) : Taking;

    /// <summary>The memory cannot be asked or does not take it, so nothing shows that it is no step back.</summary>
    public sealed record Unkept : Taking;
}
