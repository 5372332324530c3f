using System.Formats.Asn1;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>Reads the extensions of a certificate: each at most once, and none unknown that is critical.</summary>
internal static class CertificateExtensionsReader
{
    private const int MaxExtensions = 32;

    public static CertificateExtensions Read(AsnReader extensions)
    {
        var isCa = false;
        int? pathLength = null;
        var usage = CertificateUsage.None;
        ReadOnlyMemory<byte>? sgx = null;

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (extensions.HasData)
        {
            var (oid, critical, value) = X509Reader.ReadExtension(extensions);
            if (!seen.Add(oid) || seen.Count > MaxExtensions)
                throw new AsnContentException("An extension that stands twice, or too many.");

            switch (oid)
            {
                case Oids.BasicConstraints:
                    (isCa, pathLength) = ReadBasicConstraints(value);
                    break;
                case Oids.KeyUsage:
                    usage = ReadKeyUsage(value);
                    break;
                case Oids.Sgx:
                    sgx = value;
                    break;
                case Oids.SubjectKeyIdentifier or Oids.AuthorityKeyIdentifier or Oids.CrlDistributionPoints:
                    // Hints for finding certificates and CRLs; keys and names decide here.
                    break;
                default:
                    if (critical)
                        throw new AsnContentException("An unknown critical extension.");
                    break;
            }
        }

        return new CertificateExtensions(isCa, pathLength, usage, sgx);
    }

    private static (bool IsCa, int? PathLength) ReadBasicConstraints(ReadOnlyMemory<byte> value)
    {
        var outer = new AsnReader(value, AsnEncodingRules.DER);
        var constraints = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var isCa = constraints.HasData && constraints.PeekTag() == Asn1Tag.Boolean && constraints.ReadBoolean();
        int? pathLength = null;
        if (constraints.HasData)
        {
            if (!constraints.TryReadInt32(out var length) || length < 0 || !isCa)
                throw new AsnContentException("A path length that is none.");
            pathLength = length;
        }

        constraints.ThrowIfNotEmpty();
        return (isCa, pathLength);
    }

    private static CertificateUsage ReadKeyUsage(ReadOnlyMemory<byte> value)
    {
        var outer = new AsnReader(value, AsnEncodingRules.DER);
        var bits = outer.ReadBitString(out _);
        outer.ThrowIfNotEmpty();
        if (bits.Length == 0)
            return CertificateUsage.None;

        // KeyUsage ::= digitalSignature (0) … keyCertSign (5), cRLSign (6); bit 0 is the highest of the first octet.
        var usage = CertificateUsage.None;
        if ((bits[0] & 0x80) != 0)
            usage |= CertificateUsage.DigitalSignature;
        if ((bits[0] & 0x04) != 0)
            usage |= CertificateUsage.CertificateSigning;
        if ((bits[0] & 0x02) != 0)
            usage |= CertificateUsage.CrlSigning;
        return usage;
    }
}
