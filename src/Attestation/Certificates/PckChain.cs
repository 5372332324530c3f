namespace EasyEnclave.Attestation.Certificates;

/// <summary>The verified chain of a platform's PCK certificate, with the platform it describes.</summary>
/// <param name="Chain">PCK certificate, Platform or Processor CA, root.</param>
/// <param name="Platform">What the SGX extension says.</param>
internal sealed record PckChain(CertificateChain Chain, PckPlatform Platform)
{
    public Certificate Leaf => Chain.Leaf;

    public Certificate Ca => Chain.Certificates[1];
}
