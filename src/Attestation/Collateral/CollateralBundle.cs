namespace EasyEnclave.Attestation.Collateral;

/// <summary>Everything besides the quote that a verdict depends on, as it was delivered and before any of it is believed.</summary>
/// <remarks>A part that could not be had is null, and the verifier then refuses: nothing here is optional to it.</remarks>
public sealed record CollateralBundle
{
    /// <summary>TCB info v3 for TDX of the platform's FMSPC.</summary>
    public SignedDocument? TcbInfo { get; init; }

    /// <summary>PEM of the TCB signing certificate and the root, in that order, as delivered with the TCB info.</summary>
    public string? TcbInfoIssuerChain { get; init; }

    /// <summary>TD quoting enclave identity v2.</summary>
    public SignedDocument? QeIdentity { get; init; }

    /// <summary>PEM of the TCB signing certificate and the root, in that order, as delivered with the QE identity.</summary>
    public string? QeIdentityIssuerChain { get; init; }

    /// <summary>DER of the CRL that the root issued.</summary>
    public ReadOnlyMemory<byte>? RootCaCrl { get; init; }

    /// <summary>DER of the CRL that the PCK's Platform or Processor CA issued.</summary>
    public ReadOnlyMemory<byte>? PckCrl { get; init; }

    /// <summary>PEM of the Platform or Processor CA and the root, in that order, as delivered with the PCK CRL.</summary>
    public string? PckCrlIssuerChain { get; init; }
}
