namespace EasyEnclave.Attestation.Certificates;

/// <summary>Verifies chains up to one pinned root key. Validity is left out, so that a chain once proven can be kept.</summary>
internal sealed class ChainVerifier(TrustRoot root)
{
    private static readonly CertificateRole[] PckRoles = [CertificateRole.Pck, CertificateRole.PckCa, CertificateRole.Root];
    private static readonly CertificateRole[] TcbSigningRoles = [CertificateRole.TcbSigning, CertificateRole.Root];
    private static readonly CertificateRole[] CrlIssuerRoles = [CertificateRole.PckCa, CertificateRole.Root];

    private readonly ProvenAuthorities _proven = new();

    public ChainFault Verify(ChainKind kind, ReadOnlySpan<byte> pem, KeyRing keys, out CertificateChain? chain)
    {
        chain = null;
        var roles = RolesOf(kind);
        if (!Pem.TryDecode(pem, roles.Length, out var encoded))
            return ChainFault.Malformed;

        var certificates = new Certificate[roles.Length];
        for (var index = 0; index < roles.Length; index++)
        {
            if (!CertificateParser.TryParse(encoded[index], out var certificate))
                return ChainFault.Malformed;
            certificates[index] = certificate;
        }

        for (var index = 0; index < roles.Length; index++)
        {
            var issuer = certificates[Math.Min(index + 1, roles.Length - 1)];
            if (!CertificateRoles.Fits(certificates[index], roles[index]) || !certificates[index].IsNamedAsIssuedBy(issuer))
                return ChainFault.Role;
        }

        // Pinned by key: Intel's own samples hold a test root of the very same name.
        if (!root.PublicKey.Span[1..].SequenceEqual(certificates[^1].PublicKey.Span))
            return ChainFault.UntrustedRoot;
        if (!AreSigned(certificates, keys))
            return ChainFault.Signature;

        chain = new CertificateChain(certificates);
        return ChainFault.None;
    }

    private static CertificateRole[] RolesOf(ChainKind kind) => kind switch
    {
        ChainKind.Pck => PckRoles,
        ChainKind.PckCrl => CrlIssuerRoles,
        _ => TcbSigningRoles,
    };

    private bool AreSigned(Certificate[] certificates, KeyRing keys)
    {
        for (var index = certificates.Length - 1; index >= 0; index--)
        {
            var issuer = certificates[Math.Min(index + 1, certificates.Length - 1)];
            if (!IsSigned(certificates[index], issuer, keys))
                return false;
        }

        return true;
    }

    private bool IsSigned(Certificate certificate, Certificate issuer, KeyRing keys)
    {
        if (!certificate.Extensions.IsCa)
            return certificate.IsSignedBy(issuer, keys);
        if (_proven.Contains(certificate))
            return true;
        if (!certificate.IsSignedBy(issuer, keys))
            return false;
        _proven.Add(certificate);
        return true;
    }
}
