namespace EasyEnclave.Attestation.Certificates;

/// <summary>The key usages that matter here (X.509 keyUsage).</summary>
[Flags]
internal enum CertificateUsage
{
    None = 0,
    DigitalSignature = 1,
    CertificateSigning = 2,
    CrlSigning = 4,
}
