using System.Numerics;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>The time and the numbers of the collateral a verdict stands on.</summary>
/// <remarks>The evaluation numbers of the two documents may differ in real collateral; both are told, equality is not demanded.</remarks>
public sealed record CollateralWindow
{
    /// <summary>The latest of all issue dates and this-updates: before it, not all of this collateral existed.</summary>
    public required DateTimeOffset LatestIssue { get; init; }

    /// <summary>The earliest of all next-updates: after it, the verdict needs newer collateral.</summary>
    public required DateTimeOffset EarliestNextUpdate { get; init; }

    /// <summary>When the TCB info was issued.</summary>
    public required DateTimeOffset TcbInfoIssued { get; init; }

    /// <summary>When the TCB info is to be replaced.</summary>
    public required DateTimeOffset TcbInfoNextUpdate { get; init; }

    /// <summary>The TCB recovery the TCB info belongs to.</summary>
    public required long TcbInfoEvaluationNumber { get; init; }

    /// <summary>When the QE identity was issued.</summary>
    public required DateTimeOffset QeIdentityIssued { get; init; }

    /// <summary>When the QE identity is to be replaced.</summary>
    public required DateTimeOffset QeIdentityNextUpdate { get; init; }

    /// <summary>The TCB recovery the QE identity belongs to.</summary>
    public required long QeIdentityEvaluationNumber { get; init; }

    /// <summary>When the root CA CRL was issued.</summary>
    public required DateTimeOffset RootCrlThisUpdate { get; init; }

    /// <summary>When the root CA CRL is to be replaced.</summary>
    public required DateTimeOffset RootCrlNextUpdate { get; init; }

    /// <summary>The number of the root CA CRL.</summary>
    public required BigInteger RootCrlNumber { get; init; }

    /// <summary>When the PCK CRL was issued.</summary>
    public required DateTimeOffset PckCrlThisUpdate { get; init; }

    /// <summary>When the PCK CRL is to be replaced.</summary>
    public required DateTimeOffset PckCrlNextUpdate { get; init; }

    /// <summary>The number of the PCK CRL.</summary>
    public required BigInteger PckCrlNumber { get; init; }
}
