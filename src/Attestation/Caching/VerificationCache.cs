using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Attestation.Caching;

/// <summary>Proofs that need not be made twice: PCK chains, QE reports and collateral whose signatures held, and keys as imported. Bounded, and safe for many threads.</summary>
/// <remarks>
/// Only what time does not change is kept, under the hash of every byte it was made from and of the root. Validity, windows and
/// revocation are asked anew at every verification, and failures are never kept.
/// </remarks>
public sealed class VerificationCache
{
    private const int MaxCollateral = 64;

    /// <summary>What stands for a proof of which nothing but its key is needed.</summary>
    internal static readonly object Proven = new();

    // Its PCK key and its attestation key.
    private const int KeysOfAPlatform = 2;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="maxPlatforms">PCK chains and QE reports to keep, at least 1; some 30 KiB each, most of it for their two keys.</param>
    public VerificationCache(int maxPlatforms = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPlatforms, 1);
        PckChains = new BoundedCache<PckChain>(maxPlatforms);
        QeReports = new BoundedCache<object>(maxPlatforms);
        Keys = new KeyRing(KeyRing.Authorities + (KeysOfAPlatform * maxPlatforms));
    }

    internal BoundedCache<PckChain> PckChains { get; }

    internal BoundedCache<object> QeReports { get; }

    internal KeyRing Keys { get; }

    internal BoundedCache<VerifiedDocuments> Documents { get; } = new(MaxCollateral);

    internal BoundedCache<VerifiedRevocations> Revocations { get; } = new(MaxCollateral);
}
