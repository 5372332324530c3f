using System.Formats.Asn1;
using System.Numerics;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Certificates;

/// <summary>All that decides a certificate revocation list's content.</summary>
public sealed record CrlRecipe
{
    /// <summary>The issuer's common name.</summary>
    public required string IssuerCommonName { get; init; }

    /// <summary>The issuer's organisation.</summary>
    public string IssuerOrganization { get; init; } = SimulatedName.Organization;

    /// <summary>Whose private key signs.</summary>
    public required PlatformRole Signer { get; init; }

    /// <summary>When it was issued, whole seconds.</summary>
    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>When the next one is due, whole seconds; null leaves the field out.</summary>
    public required DateTimeOffset? NextUpdate { get; init; }

    /// <summary>The CRL number; null leaves the extension out.</summary>
    public required BigInteger? Number { get; init; }

    /// <summary>Serial numbers of what is revoked, unsigned big-endian.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Revoked { get; init; } = [];

    /// <summary>The signature algorithm named; the signature itself is always ECDSA with SHA-256.</summary>
    public string SignatureAlgorithm { get; init; } = Der.EcdsaWithSha256;

    /// <summary>The encoded version number: 1 means v2; null leaves the field out, which means v1.</summary>
    public int? Version { get; init; } = 1;

    /// <summary>Changes the finished list of extensions: adds, drops, doubles.</summary>
    public Func<IReadOnlyList<CertificateExtension>, IEnumerable<CertificateExtension>>? Extensions { get; init; }

    internal byte[] Encode(PlatformKeys keys) => Der.Signed(Der.Encode(writer => Body(writer, keys)), SignatureAlgorithm, keys[Signer]);

    private void Body(AsnWriter writer, PlatformKeys keys)
    {
        using (writer.PushSequence())
        {
            if (Version is { } version) writer.WriteInteger(version);
            Der.Algorithm(writer, SignatureAlgorithm);
            SimulatedName.Write(writer, IssuerCommonName, IssuerOrganization);
            Der.Time(writer, ThisUpdate);
            if (NextUpdate is { } next) Der.Time(writer, next);
            if (Revoked.Count > 0) Entries(writer);
            var extensions = Extensions is null ? Standard(keys) : [.. Extensions(Standard(keys))];
            if (extensions.Count == 0) return;
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) Der.Extensions(writer, extensions);
        }
    }

    private void Entries(AsnWriter writer)
    {
        // CRL reason 1, key compromise, is what every entry of Intel's lists says.
        CertificateExtension reason = new("2.5.29.21", Critical: false, new byte[] { 0x0a, 0x01, 0x01 });
        using (writer.PushSequence())
        {
            foreach (var serial in Revoked)
            {
                using (writer.PushSequence())
                {
                    writer.WriteIntegerUnsigned(serial.Span);
                    Der.Time(writer, ThisUpdate);
                    Der.Extensions(writer, [reason]);
                }
            }
        }
    }

    private List<CertificateExtension> Standard(PlatformKeys keys)
    {
        List<CertificateExtension> list = [];
        if (Number is { } number) list.Add(new("2.5.29.20", Critical: false, Der.Encode(writer => writer.WriteInteger(number))));
        list.Add(Der.AuthorityKeyIdentifier(keys[Signer]));
        return list;
    }
}
