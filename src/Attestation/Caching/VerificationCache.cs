using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Attestation.Caching;

/// <summary>Proofs that need not be made twice: PCK chains and collateral whose signatures held. Bounded, and safe for many threads.</summary>
/// <remarks>
/// Only what time does not change is kept, under the hash of every byte it was made from and of the root. Validity, windows and
/// revocation are asked anew at every verification, and failures are never kept.
/// </remarks>
public sealed class VerificationCache
{
    private const int MaxCollateral = 64;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="maxPlatforms">PCK chains to keep, at least 1; some 10 KiB each.</param>
    public VerificationCache(int maxPlatforms = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPlatforms, 1);
        PckChains = new BoundedCache<PckChain>(maxPlatforms);
    }

    internal BoundedCache<PckChain> PckChains { get; }

    internal BoundedCache<VerifiedDocuments> Documents { get; } = new(MaxCollateral);

    internal BoundedCache<VerifiedRevocations> Revocations { get; } = new(MaxCollateral);
}
