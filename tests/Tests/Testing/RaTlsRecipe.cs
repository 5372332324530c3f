using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Attestation.RaTls;

namespace EasyEnclave.Tests.Testing;

/// <summary>A self-signed TLS certificate with a quote in it, written field by field as the original's agents write theirs; each member can be wrong.</summary>
internal sealed record RaTlsRecipe
{
    public const string QuoteOid = "1.3.6.1.4.1.57264.1.1";
    public const string EvidenceOid = "2.23.133.5.4.9";

    /// <summary>The key; disposed of by whoever made it.</summary>
    public ECDsa Key { get; init; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Signs it; null for its own key.</summary>
    public ECDsa? Signer { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>The version as it is written: 2 is version 3.</summary>
    public int Version { get; init; } = 2;

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The quote over report data; null for a certificate without one.</summary>
    public required Func<byte[], byte[]>? Quote { get; init; }

    /// <summary>What is quoted; null for what ought to be.</summary>
    public Func<byte[], byte[]>? ReportData { get; init; }

    /// <summary>Changes the extensions: object identifier, critical, value.</summary>
    public Func<IReadOnlyList<(string Oid, bool Critical, byte[] Value)>, IEnumerable<(string Oid, bool Critical, byte[] Value)>> Extensions { get; init; } =
        same => same;

    public byte[] Spki => Key.ExportSubjectPublicKeyInfo();

    /// <summary>The certificate.</summary>
    public byte[] Der()
    {
        byte[] tbs = Tbs();
        byte[] signature = (Signer ?? Key).SignData(tbs, Hash, DSASignatureFormat.Rfc3279DerSequence);
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(tbs);
            Algorithm(writer);
            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Pair()
    {
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(Der());
        return bare.CopyWithPrivateKey(Key);
    }

    private static void Instant(AsnWriter writer, DateTimeOffset at)
    {
        if (at.Year is >= 1950 and < 2050)
            writer.WriteUtcTime(at);
        else
            writer.WriteGeneralizedTime(at, omitFractionalSeconds: true);
    }

    private byte[] Tbs()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                writer.WriteInteger(Version);
            writer.WriteInteger(0x1234567890abcdef);
            Algorithm(writer);
            writer.WriteEncodedValue(new X500DistinguishedName("CN=easyenclave-agent").RawData);
            using (writer.PushSequence())
            {
                Instant(writer, NotBefore);
                Instant(writer, NotAfter);
            }

            writer.WriteEncodedValue(new X500DistinguishedName("CN=easyenclave-agent").RawData);
            writer.WriteEncodedValue(Spki);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (writer.PushSequence())
            {
                foreach ((string oid, bool critical, byte[] value) in Extensions([.. Standard()]))
                    Extension(writer, oid, critical, value);
            }
        }

        return writer.Encode();
    }

    private IEnumerable<(string, bool, byte[])> Standard()
    {
        byte[] reportData = KeyReportData.Of(Spki);
        if (Quote is not null)
            yield return (QuoteOid, false, Quote(ReportData?.Invoke(reportData) ?? reportData));
    }

    private void Algorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(Hash == HashAlgorithmName.SHA256 ? "1.2.840.10045.4.3.2" : "1.2.840.10045.4.3.3");
    }

    private static void Extension(AsnWriter writer, string oid, bool critical, byte[] value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical)
                writer.WriteBoolean(true);
            writer.WriteOctetString(value);
        }
    }
}
