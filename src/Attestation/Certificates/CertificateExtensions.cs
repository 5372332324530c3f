namespace EasyEnclave.Attestation.Certificates;

/// <summary>The extensions of a certificate that say what it may be used for.</summary>
/// <param name="IsCa">basicConstraints: it may sign certificates.</param>
/// <param name="PathLength">basicConstraints: how many CAs may follow below it; null if not limited.</param>
/// <param name="Usage">keyUsage; <see cref="CertificateUsage.None"/> if absent.</param>
/// <param name="Sgx">The content of Intel's SGX extension, or null.</param>
internal sealed record CertificateExtensions(bool IsCa, int? PathLength, CertificateUsage Usage, ReadOnlyMemory<byte>? Sgx);
