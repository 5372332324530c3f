namespace EasyEnclave.Attestation.Certificates;

/// <summary>Verifies chains up to one pinned root key. Validity is left out, so that a chain once proven can be kept.</summary>
internal sealed class ChainVerifier(TrustRoot root)
{
    private static readonly CertificateRole[] PckRoles = [CertificateRole.Pck, CertificateRole.PckCa, CertificateRole.Root];
    private static readonly CertificateRole[] TcbSigningRoles = [CertificateRole.TcbSigning, CertificateRole.Root];
    private static readonly CertificateRole[] CrlIssuerRoles = [CertificateRole.PckCa, CertificateRole.Root];

    // Every chain brings the same root certificate; its signature by itself is checked once for these very bytes.
    private Certificate? _provenRoot;

    public ChainFault Verify(ChainKind kind, ReadOnlySpan<byte> pem, out CertificateChain? chain)
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
        if (!AreSigned(certificates))
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

    private bool AreSigned(Certificate[] certificates)
    {
        if (!IsRootSigned(certificates[^1]))
            return false;
        for (var index = certificates.Length - 2; index >= 0; index--)
        {
            if (!certificates[index].IsSignedBy(certificates[index + 1]))
                return false;
        }

        return true;
    }

    private bool IsRootSigned(Certificate certificate)
    {
        if (_provenRoot is { } proven && proven.Der.Span.SequenceEqual(certificate.Der.Span))
            return true;
        if (!certificate.IsSignedBy(certificate))
            return false;
        _provenRoot = certificate;
        return true;
    }
}
