using System.Diagnostics.CodeAnalysis;

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

    /// <summary>Reads a bundle from its one-document form: a JSON object with <c>tcb_info</c>, <c>tcb_info_signature</c>,
    /// <c>tcb_info_issuer_chain</c>, the same of <c>qe_identity</c>, <c>root_ca_crl</c>, <c>pck_crl</c> and <c>pck_crl_issuer_chain</c>.</summary>
    /// <remarks>Bodies are strings holding the signed bytes, signatures hex, CRLs hex or PEM; what is absent stays null.</remarks>
    public static bool TryParseDocument(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out CollateralBundle? bundle) =>
        CollateralDocument.TryParse(json, out bundle);

    /// <summary>Writes the bundle in the form that <see cref="TryParseDocument"/> reads: the same parts always give the same bytes.</summary>
    public byte[] ToDocument() => CollateralDocument.Write(this);
}
