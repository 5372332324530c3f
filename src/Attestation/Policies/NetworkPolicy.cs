using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Policies;

/// <summary>What a network asks of its agents: an immutable whole, strict wherever nothing is said.</summary>
public sealed record NetworkPolicy
{
    /// <summary>The name of the sealed production network.</summary>
    public const string Forge1Name = "forge-1";

    /// <summary>The name of the network for trying things.</summary>
    public const string Sandbox1Name = "sandbox-1";

    private static readonly FrozenSet<string> NoText = FrozenSet<string>.Empty;

    /// <summary>The network's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether agents must claim to be sealed.</summary>
    public required bool SealedRequired { get; init; }

    /// <summary>The names of the roots it takes (<see cref="TrustRoot.Name"/>).</summary>
    public required IReadOnlySet<string> TrustRoots { get; init; }

    /// <summary>How agents show that a quote is new.</summary>
    public Freshness Freshness { get; init; } = Freshness.Nonce;

    /// <summary>The registers an allowlist must pin to values; one measured register it must pin in any case, whichever it is.</summary>
    public required IReadOnlyList<string> PinnedRegisters { get; init; }

    /// <summary>The registers an allowlist must either pin or release with an explicit <c>"any"</c>.</summary>
    public IReadOnlyList<string> StatedRegisters { get; init; } = [];

    /// <summary>The statuses taken without limit of time; those neither here nor in <see cref="GraceDays"/> are refused.</summary>
    /// <exception cref="ArgumentException">Revoked or TcbNotSupported is among them: those can never be allowed.</exception>
    public required IReadOnlySet<TcbStatus> AcceptedStatuses
    {
        get;
        init => field = value.Any(TcbStatuses.IsNeverAcceptable)
            ? throw new ArgumentException("Revoked and TcbNotSupported can never be accepted.", nameof(value))
            : value;
    }

    /// <summary>Statuses taken for a while: until so many days after the platform's oldest TCB date (<see cref="TcbGrace"/>).</summary>
    /// <exception cref="ArgumentException">Revoked or TcbNotSupported is among them: those can never be allowed.</exception>
    public IReadOnlyDictionary<TcbStatus, int> GraceDays
    {
        get;
        init => field = value.Keys.Any(TcbStatuses.IsNeverAcceptable)
            ? throw new ArgumentException("Revoked and TcbNotSupported can never be accepted.", nameof(value))
            : value;
    }
    = FrozenDictionary<TcbStatus, int>.Empty;

    /// <summary>The lowest TCB evaluation data number that TCB info and QE identity may have, each of them; 0 for any.</summary>
    public long MinTcbEvaluationNumber { get; init; }

    /// <summary>MRTD values of known firmware, 96 lowercase hex digits each, for allowlists 1.0 that pin none.</summary>
    public IReadOnlySet<string> FirmwareMrtds { get; init; } = NoText;

    /// <summary>Whether SEPT_VE_DISABLE must be set.</summary>
    public bool RequireSeptVeDisable { get; init; } = true;

    /// <summary>Whether a TD that can be migrated may pass.</summary>
    public bool AllowMigratable { get; init; }

    /// <summary>MRSERVICETD values that may pass besides zero, 96 lowercase hex digits each.</summary>
    public IReadOnlySet<string> AllowedServiceTds { get; init; } = NoText;

    /// <summary>The TDATTRIBUTES bits that may be set at all.</summary>
    public ulong KnownAttributeBits { get; init; } = TdAttributeBits.Known;

    /// <summary>The XFAM bits that may be set, or null for any; bits 0 and 1 must be set in every TD.</summary>
    public ulong? AllowedXfamBits { get; init; }

    /// <summary>The PPIDs that may pass, 32 lowercase hex digits each; null for any platform.</summary>
    public IReadOnlySet<string>? AllowedPlatforms { get; init; }

    /// <summary>Whether the first platform of an app is the only one let in without an admin's word; never together with a list.</summary>
    public bool PinsPlatformOnFirstUse { get; init; }

    /// <summary>The TDX modules that may pass by their measurement, 96 lowercase hex digits each; null for any of Intel's.</summary>
    public IReadOnlySet<string>? AllowedMrSeams { get; init; }
    /// <summary>SHA-256 of <see cref="ToDocument"/>, 64 lowercase hex digits: under which rules a verdict was made.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(ToDocument()));

    /// <summary>The network <c>forge-1</c>: sealed, on real hardware, up to date, with its firmware pinned.</summary>
    public static NetworkPolicy Forge1 { get; } = new()
    {
        Name = Forge1Name,
        SealedRequired = true,
        TrustRoots = Roots(TrustRoot.IntelName),
        PinnedRegisters = [TdRegisters.Mrtd, TdRegisters.Rtmr1, TdRegisters.Rtmr2],
        StatedRegisters = [TdRegisters.Rtmr0, TdRegisters.Rtmr3],
        AcceptedStatuses = Statuses(TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded),
    };

    /// <summary>The network <c>sandbox-1</c>: sealed or not, any one register pinned, older platforms taken.</summary>
    /// <param name="development">True in development mode, where the simulated platform's root is taken too.</param>
    public static NetworkPolicy Sandbox1(bool development) => new()
    {
        Name = Sandbox1Name,
        SealedRequired = false,
        TrustRoots = development ? Roots(TrustRoot.IntelName, TrustRoot.DevelopmentName) : Roots(TrustRoot.IntelName),
        PinnedRegisters = [],
        AcceptedStatuses = Statuses(
            TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded, TcbStatus.ConfigurationNeeded,
            TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded),
    };

    /// <summary>Writes the policy as JSON, every rule spoken out, as it would stand in a file of networks: equal policies give equal bytes.</summary>
    public byte[] ToDocument() => NetworkPolicyDocument.Write(this);

    /// <summary>Reads what <see cref="ToDocument"/> wrote; false for anything that is not a whole policy.</summary>
    /// <remarks>Whether a server may have such a network is not asked here: that is <see cref="NetworksFile"/>'s question.</remarks>
    public static bool TryParseDocument(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out NetworkPolicy? policy) =>
        NetworkPolicyDocument.TryRead(json, out policy);

    private static FrozenSet<string> Roots(params ReadOnlySpan<string> names) => FrozenSet.Create(StringComparer.Ordinal, names);

    private static FrozenSet<TcbStatus> Statuses(params ReadOnlySpan<TcbStatus> statuses) => FrozenSet.Create(statuses);
}
