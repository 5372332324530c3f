namespace EasyEnclave.Attestation.Certificates;

/// <summary>The parts of an X.509 certificate that chains are judged by; parsed from DER, nothing proven.</summary>
internal sealed record Certificate
{
    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>The bytes that the issuer signed.</summary>
    public required ReadOnlyMemory<byte> Tbs { get; init; }

    /// <summary>Lowercase hex without leading zero octets, so that a serial compares as the integer it is.</summary>
    public required string Serial { get; init; }

    /// <summary>The issuer's name as DER, compared byte by byte.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    /// <summary>The subject's name as DER.</summary>
    public required ReadOnlyMemory<byte> Subject { get; init; }

    public required string SubjectCommonName { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The P-256 key, raw x‖y.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>The issuer's signature, raw r‖s.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    public required CertificateExtensions Extensions { get; init; }

    public bool IsValidAt(DateTimeOffset now) => NotBefore <= now && now <= NotAfter;

    public bool IsSignedBy(Certificate issuer, KeyRing keys) => keys.Verify(issuer.PublicKey.Span, Tbs.Span, Signature.Span);

    public bool IsNamedAsIssuedBy(Certificate issuer) => Issuer.Span.SequenceEqual(issuer.Subject.Span);
}
