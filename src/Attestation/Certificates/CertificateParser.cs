using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>X.509 v3 (RFC 5280) as Intel issues it: DER, P-256, ecdsa-with-SHA256, every critical extension known.</summary>
internal static class CertificateParser
{
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, isConstructed: true);

    public static bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out Certificate? certificate)
    {
        try
        {
            certificate = Parse(der);
            return true;
        }
        catch (AsnContentException)
        {
            certificate = null;
            return false;
        }
    }

    private static Certificate Parse(ReadOnlyMemory<byte> der)
    {
        var (tbs, body, signature) = X509Reader.ReadSigned(der);

        var version = body.ReadSequence(VersionTag);
        if (!version.TryReadInt32(out var number) || number != 2)
            throw new AsnContentException("Not an X.509 v3 certificate.");
        version.ThrowIfNotEmpty();

        var serial = X509Reader.ReadSerial(body);
        X509Reader.ReadSignatureAlgorithm(body);
        var issuer = body.ReadEncodedValue();

        var validity = body.ReadSequence();
        var notBefore = X509Reader.ReadTime(validity);
        var notAfter = X509Reader.ReadTime(validity);
        validity.ThrowIfNotEmpty();

        var subject = body.ReadEncodedValue();
        var key = ReadPublicKey(body);
        var wrapped = body.ReadSequence(ExtensionsTag);
        var extensions = CertificateExtensionsReader.Read(wrapped.ReadSequence());
        wrapped.ThrowIfNotEmpty();
        body.ThrowIfNotEmpty();

        return new Certificate
        {
            Der = der,
            Tbs = tbs,
            Serial = serial,
            Issuer = issuer,
            Subject = subject,
            SubjectCommonName = ReadCommonName(subject),
            NotBefore = notBefore,
            NotAfter = notAfter,
            PublicKey = key,
            Signature = signature,
            Extensions = extensions,
        };
    }

    private static ReadOnlyMemory<byte> ReadPublicKey(AsnReader body)
    {
        var info = body.ReadSequence();
        var algorithm = info.ReadSequence();
        if (algorithm.ReadObjectIdentifier() != Oids.EcPublicKey || algorithm.ReadObjectIdentifier() != Oids.Prime256v1)
            throw new AsnContentException("Another key than one of P-256.");
        algorithm.ThrowIfNotEmpty();

        ReadOnlyMemory<byte> point = info.ReadBitString(out var unusedBits);
        info.ThrowIfNotEmpty();
        if (unusedBits != 0 || point.Length != P256.PointLength || point.Span[0] != 0x04)
            throw new AsnContentException("A key that is no uncompressed point.");
        return point[1..];
    }

    /// <summary>The one common name of a distinguished name; names with none or several are refused.</summary>
    private static string ReadCommonName(ReadOnlyMemory<byte> name)
    {
        string? found = null;
        var outer = new AsnReader(name, AsnEncodingRules.DER);
        var parts = outer.ReadSequence();
        while (parts.HasData)
        {
            var part = parts.ReadSetOf();
            while (part.HasData)
            {
                var attribute = part.ReadSequence();
                if (attribute.ReadObjectIdentifier() != Oids.CommonName)
                    continue;
                if (found is not null)
                    throw new AsnContentException("Two common names.");

                var encoding = attribute.PeekTag() == new Asn1Tag(UniversalTagNumber.PrintableString)
                    ? UniversalTagNumber.PrintableString
                    : UniversalTagNumber.UTF8String;
                found = attribute.ReadCharacterString(encoding);
                attribute.ThrowIfNotEmpty();
            }
        }

        return found ?? throw new AsnContentException("No common name.");
    }
}
