using EasyEnclave.Attestation.Appraisals;

namespace EasyEnclave.Attestation.Results;

/// <summary>What a result was made from, as it is kept: with the instant in the result it gives the same verdict on every machine.</summary>
/// <param name="Quote">The quote in its canonical form.</param>
/// <param name="Claims">The claims' document.</param>
/// <param name="Collateral">The collateral's document.</param>
/// <param name="Allowlist">The allowlist as published.</param>
/// <param name="Policy">The document of the network's policy.</param>
public sealed record ResultEvidence(
    ReadOnlyMemory<byte> Quote, ReadOnlyMemory<byte> Claims, ReadOnlyMemory<byte> Collateral, ReadOnlyMemory<byte> Allowlist, ReadOnlyMemory<byte> Policy)
{
    /// <summary>As the appraiser takes it.</summary>
    /// <param name="releaseTag">The release the allowlist belongs to.</param>
    public Evidence For(string releaseTag) => new()
    {
        Quote = Quote,
        Claims = Claims,
        Collateral = Collateral,
        Allowlist = Allowlist,
        ReleaseTag = releaseTag,
    };
}
