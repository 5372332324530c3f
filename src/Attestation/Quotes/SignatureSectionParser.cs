using System.Buffers.Binary;

namespace EasyEnclave.Attestation.Quotes;

/// <summary>The framing of a quote's signature data: each container is filled exactly by what it holds.</summary>
internal static class SignatureSectionParser
{
    private const ushort QeReportCertification = 6;
    private const ushort PckChainCertification = 5;

    private const int SignatureLength = 64;
    private const int KeyLength = 64;
    private const int CertificationHeaderLength = 6;

    // Signature, key and the header of the outer certification data.
    private const int FixedPrefix = SignatureLength + KeyLength + CertificationHeaderLength;

    public static VerificationFailure Parse(ReadOnlyMemory<byte> section, out SignatureSection? parsed)
    {
        parsed = null;
        if (section.Length < FixedPrefix)
            return VerificationFailure.Framing;

        var (outerType, outerLength) = ReadCertificationHeader(section.Span[(SignatureLength + KeyLength)..]);
        if (outerType != QeReportCertification)
            return VerificationFailure.CertificationType;
        if (outerLength != section.Length - FixedPrefix)
            return VerificationFailure.Framing;

        var certification = section[FixedPrefix..];
        const int authStart = QeReport.Length + SignatureLength + sizeof(ushort);
        if (certification.Length < authStart)
            return VerificationFailure.Framing;

        int authLength = BinaryPrimitives.ReadUInt16LittleEndian(certification.Span[(authStart - sizeof(ushort))..]);
        var innerStart = authStart + authLength;
        if (certification.Length < innerStart + CertificationHeaderLength)
            return VerificationFailure.Framing;

        var (innerType, innerLength) = ReadCertificationHeader(certification.Span[innerStart..]);
        if (innerType != PckChainCertification)
            return VerificationFailure.CertificationType;

        var chain = certification[(innerStart + CertificationHeaderLength)..];
        if (innerLength != chain.Length)
            return VerificationFailure.Framing;

        parsed = new SignatureSection(
            section[..SignatureLength],
            section.Slice(SignatureLength, KeyLength),
            new QeReport(certification[..QeReport.Length]),
            certification.Slice(QeReport.Length, SignatureLength),
            certification.Slice(authStart, authLength),
            chain);
        return VerificationFailure.None;
    }

    private static (ushort Type, uint Length) ReadCertificationHeader(ReadOnlySpan<byte> header) =>
        (BinaryPrimitives.ReadUInt16LittleEndian(header), BinaryPrimitives.ReadUInt32LittleEndian(header[2..]));
}
