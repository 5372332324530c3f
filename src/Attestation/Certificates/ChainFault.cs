namespace EasyEnclave.Attestation.Certificates;

/// <summary>How a chain can fail, whichever chain it is.</summary>
internal enum ChainFault
{
    None = 0,
    Malformed,
    Role,
    UntrustedRoot,
    Signature,
    Validity,
}
