using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Certificates;

/// <summary>All that decides a certificate's content, to be changed with <c>with</c> before it is signed.</summary>
public sealed record CertificateRecipe
{
    /// <summary>The subject's common name.</summary>
    public required string CommonName { get; init; }

    /// <summary>The issuer's common name.</summary>
    public required string IssuerCommonName { get; init; }

    /// <summary>The subject's organisation.</summary>
    public string Organization { get; init; } = SimulatedName.Organization;

    /// <summary>The issuer's organisation.</summary>
    public string IssuerOrganization { get; init; } = SimulatedName.Organization;

    /// <summary>Whose public key is certified.</summary>
    public required PlatformRole Subject { get; init; }

    /// <summary>Whose private key signs.</summary>
    public required PlatformRole Signer { get; init; }

    /// <summary>The serial number as an unsigned big-endian integer.</summary>
    public required ReadOnlyMemory<byte> Serial { get; init; }

    /// <summary>First instant of validity, whole seconds.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Last instant of validity, whole seconds.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Whether basicConstraints says CA.</summary>
    public bool IsCa { get; init; }

    /// <summary>The path length constraint of a CA, or null for none.</summary>
    public int? PathLength { get; init; }

    /// <summary>The key usage bits.</summary>
    public X509KeyUsageFlags KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation;

    /// <summary>Intel's extension of PCK certificates, or null where there is none.</summary>
    public SgxExtensionRecipe? Sgx { get; init; }

    /// <summary>Replaces the public key, for example by one of another curve.</summary>
    public ReadOnlyMemory<byte>? SubjectPublicKeyInfo { get; init; }

    /// <summary>The signature algorithm named; the signature itself is always ECDSA with SHA-256.</summary>
    public string SignatureAlgorithm { get; init; } = Der.EcdsaWithSha256;

    /// <summary>The encoded version number: 2 means v3.</summary>
    public int Version { get; init; } = 2;

    /// <summary>Changes the finished list of extensions: adds, drops, doubles.</summary>
    public Func<IReadOnlyList<CertificateExtension>, IEnumerable<CertificateExtension>>? Extensions { get; init; }

    internal string ToPem(PlatformKeys keys) => PemEncoding.WriteString("CERTIFICATE", Encode(keys)) + "\n";

    internal byte[] Encode(PlatformKeys keys)
    {
        var signer = keys[Signer];
        var body = Der.Encode(writer =>
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) writer.WriteInteger(Version);
                writer.WriteIntegerUnsigned(Serial.Span);
                Der.Algorithm(writer, SignatureAlgorithm);
                SimulatedName.Write(writer, IssuerCommonName, IssuerOrganization);
                using (writer.PushSequence())
                {
                    Der.Time(writer, NotBefore);
                    Der.Time(writer, NotAfter);
                }

                SimulatedName.Write(writer, CommonName, Organization);
                writer.WriteEncodedValue(SubjectPublicKeyInfo is { } other ? other.Span : keys[Subject].SubjectPublicKeyInfo);
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
                    Der.Extensions(writer, Extensions is null ? Standard(keys) : Extensions(Standard(keys)));
            }
        });
        return Der.Signed(body, SignatureAlgorithm, signer);
    }

    private List<CertificateExtension> Standard(PlatformKeys keys)
    {
        List<CertificateExtension> list =
        [
            Der.AuthorityKeyIdentifier(keys[Signer]),
            new("2.5.29.31", Critical: false, Der.Encode(DistributionPoint)),
            new("2.5.29.14", Critical: false, Der.Encode(writer => writer.WriteOctetString(Der.KeyIdentifier(keys[Subject])))),
            new("2.5.29.15", Critical: true, new X509KeyUsageExtension(KeyUsage, critical: true).RawData),
            new("2.5.29.19", Critical: true, Der.Encode(BasicConstraints)),
        ];
        if (Sgx is not null) list.Add(Sgx.Encode());
        return list;
    }

    private void BasicConstraints(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            if (IsCa) writer.WriteBoolean(true);
            if (PathLength is { } length) writer.WriteInteger(length);
        }
    }

    // A name under .invalid never resolves (RFC 2606): whoever follows it learns that there is nothing to fetch.
    private static void DistributionPoint(AsnWriter writer)
    {
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            writer.WriteCharacterString(UniversalTagNumber.IA5String, "https://simulated.invalid/crl", new Asn1Tag(TagClass.ContextSpecific, 6));
    }
}
