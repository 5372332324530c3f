namespace EasyEnclave.Attestation.Collateral;

/// <summary>The two authorities under Intel's root that issue PCK certificates.</summary>
public enum PckCa
{
    /// <summary>"Intel SGX PCK Processor CA": single-package platforms.</summary>
    Processor,

    /// <summary>"Intel SGX PCK Platform CA": multi-package platforms.</summary>
    Platform,
}
