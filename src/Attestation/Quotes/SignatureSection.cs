namespace EasyEnclave.Attestation.Quotes;

/// <summary>The signature data of a quote: attestation key, QE report and PCK chain, each as a view of the quote.</summary>
/// <param name="QuoteSignature">Raw r‖s over header and body, 64 bytes.</param>
/// <param name="AttestationKey">Raw x‖y of the P-256 key that signs quotes, 64 bytes.</param>
/// <param name="QeReport">The report of the quoting enclave that holds that key.</param>
/// <param name="QeReportSignature">Raw r‖s of the PCK key over the QE report, 64 bytes.</param>
/// <param name="QeAuthData">Bytes of the quoting enclave's choice that its report binds with the key; 32 in practice.</param>
/// <param name="PckChainPem">PCK certificate, CA and root as PEM text.</param>
public sealed record SignatureSection(
    ReadOnlyMemory<byte> QuoteSignature,
    ReadOnlyMemory<byte> AttestationKey,
    QeReport QeReport,
    ReadOnlyMemory<byte> QeReportSignature,
    ReadOnlyMemory<byte> QeAuthData,
    ReadOnlyMemory<byte> PckChainPem);
