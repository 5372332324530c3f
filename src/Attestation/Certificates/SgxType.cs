namespace EasyEnclave.Attestation.Certificates;

/// <summary>How a platform protects enclave memory (SGX extension .5).</summary>
public enum SgxType
{
    /// <summary>Integrity tree over a small memory.</summary>
    Standard = 0,

    /// <summary>Encryption of all memory.</summary>
    Scalable = 1,

    /// <summary>Encryption of all memory with integrity.</summary>
    ScalableWithIntegrity = 2,
}
