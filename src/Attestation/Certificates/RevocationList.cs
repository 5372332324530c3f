using System.Numerics;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>A CRL, parsed from DER; nothing proven.</summary>
internal sealed record RevocationList
{
    /// <summary>The bytes that the issuer signed.</summary>
    public required ReadOnlyMemory<byte> Tbs { get; init; }

    /// <summary>The issuer's name as DER.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    public required DateTimeOffset NextUpdate { get; init; }

    /// <summary>crlNumber, which only rises.</summary>
    public required BigInteger Number { get; init; }

    /// <summary>The serials withdrawn, as <see cref="Certificate.Serial"/> writes them.</summary>
    public required IReadOnlySet<string> Revoked { get; init; }

    /// <summary>The issuer's signature, raw r‖s.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    public bool IsInsideAt(DateTimeOffset now) => ThisUpdate <= now && now <= NextUpdate;

    public bool IsNamedAsIssuedBy(Certificate issuer) => Issuer.Span.SequenceEqual(issuer.Subject.Span);

    public bool IsSignedBy(Certificate issuer, KeyRing keys) => keys.Verify(issuer.PublicKey.Span, Tbs.Span, Signature.Span);

    public bool Withdraws(Certificate certificate) => Revoked.Contains(certificate.Serial);
}
