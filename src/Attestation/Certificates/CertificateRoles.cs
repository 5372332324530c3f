namespace EasyEnclave.Attestation.Certificates;

/// <summary>What a certificate must be to stand in a place: its exact name, what it may sign, and whether it speaks of a platform.</summary>
internal static class CertificateRoles
{
    public const string RootName = "Intel SGX Root CA";
    public const string PlatformCaName = "Intel SGX PCK Platform CA";
    public const string ProcessorCaName = "Intel SGX PCK Processor CA";
    public const string PckName = "Intel SGX PCK Certificate";
    public const string TcbSigningName = "Intel SGX TCB Signing";

    private const CertificateUsage AuthorityUsage = CertificateUsage.CertificateSigning | CertificateUsage.CrlSigning;

    public static bool Fits(Certificate certificate, CertificateRole role) => role switch
    {
        CertificateRole.Root =>
            certificate.SubjectCommonName == RootName && IsAuthority(certificate, pathLength: 1),
        CertificateRole.PckCa =>
            certificate.SubjectCommonName is PlatformCaName or ProcessorCaName && IsAuthority(certificate, pathLength: 0),
        CertificateRole.Pck =>
            certificate.SubjectCommonName == PckName && IsSigner(certificate) && certificate.Extensions.Sgx is not null,
        CertificateRole.TcbSigning =>
            certificate.SubjectCommonName == TcbSigningName && IsSigner(certificate) && certificate.Extensions.Sgx is null,
        _ => false,
    };

    private static bool IsAuthority(Certificate certificate, int pathLength) =>
        certificate.Extensions is { IsCa: true, Sgx: null } extensions
        && extensions.PathLength == pathLength && extensions.Usage == AuthorityUsage;

    private static bool IsSigner(Certificate certificate) =>
        certificate.Extensions is { IsCa: false, Usage: CertificateUsage.DigitalSignature };
}
