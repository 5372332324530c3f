using System.Formats.Asn1;
using System.Security.Cryptography;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Certificates;

/// <summary>The pieces of DER that certificates and CRLs share.</summary>
internal static class Der
{
    public const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    public static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    /// <summary>RFC 5280, 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050.</summary>
    public static void Time(AsnWriter writer, DateTimeOffset instant)
    {
        if (instant.UtcDateTime.Year < 2050) writer.WriteUtcTime(instant, 2049);
        else writer.WriteGeneralizedTime(instant, omitFractionalSeconds: true);
    }

    public static void Algorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence()) writer.WriteObjectIdentifier(oid);
    }

    /// <summary>Wraps a body with its algorithm and its signature, as certificates and CRLs both are.</summary>
    public static byte[] Signed(byte[] body, string algorithm, SigningKey signer) => Encode(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(body);
            Algorithm(writer, algorithm);
            writer.WriteBitString(signer.SignDer(body));
        }
    });

    public static void Extensions(AsnWriter writer, IEnumerable<CertificateExtension> extensions)
    {
        using (writer.PushSequence())
        {
            foreach (var extension in extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(extension.Oid);
                    if (extension.Critical) writer.WriteBoolean(true);
                    writer.WriteOctetString(extension.Value.Span);
                }
            }
        }
    }

    /// <summary>RFC 7093, 2 (1): the leftmost 160 bits of SHA-256 of the public key.</summary>
    public static byte[] KeyIdentifier(SigningKey key) => SHA256.HashData(key.Point)[..20];

    public static CertificateExtension AuthorityKeyIdentifier(SigningKey issuer) => new("2.5.29.35", Critical: false, Encode(writer =>
    {
        using (writer.PushSequence()) writer.WriteOctetString(KeyIdentifier(issuer), new Asn1Tag(TagClass.ContextSpecific, 0));
    }));
}
