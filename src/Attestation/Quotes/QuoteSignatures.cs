using System.Security.Cryptography;
using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Attestation.Quotes;

/// <summary>The three links from a PCK key to a TD report.</summary>
internal static class QuoteSignatures
{
    /// <summary>PCK key → QE report: its signature, and that it is not of an enclave under a debugger.</summary>
    /// <param name="section">The quote's signature data.</param>
    /// <param name="pck">The certificate of the PCK key.</param>
    /// <param name="keys">The keys to verify with; null where the signature was proven before.</param>
    public static VerificationFailure CheckQeReport(SignatureSection section, Certificate pck, KeyRing? keys)
    {
        if (keys is not null && !keys.Verify(pck.PublicKey.Span, section.QeReport.Bytes.Span, section.QeReportSignature.Span))
            return VerificationFailure.QeReportSignature;

        // The identity's mask covers DEBUG too; this holds whatever the mask says.
        return section.QeReport.IsDebug ? VerificationFailure.QeReportDebug : VerificationFailure.None;
    }

    /// <summary>QE report → attestation key: REPORTDATA is SHA-256(key ‖ authentication data) and 32 zero bytes, all 64 compared.</summary>
    public static VerificationFailure CheckQeBinding(SignatureSection section)
    {
        Span<byte> expected = stackalloc byte[64];
        expected.Clear();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(section.AttestationKey.Span);
        hash.AppendData(section.QeAuthData.Span);
        hash.GetHashAndReset(expected);
        return section.QeReport.ReportData.Span.SequenceEqual(expected) ? VerificationFailure.None : VerificationFailure.QeBinding;
    }

    /// <summary>Attestation key → header and body.</summary>
    public static VerificationFailure CheckQuote(Quote quote, KeyRing keys) =>
        keys.Verify(quote.Signature.AttestationKey.Span, quote.Signed.Span, quote.Signature.QuoteSignature.Span)
            ? VerificationFailure.None
            : VerificationFailure.QuoteSignature;
}
