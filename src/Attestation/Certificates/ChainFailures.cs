namespace EasyEnclave.Attestation.Certificates;

/// <summary>The failure that a fault means in each chain.</summary>
internal static class ChainFailures
{
    public static VerificationFailure Of(ChainKind kind, ChainFault fault) => kind switch
    {
        _ when fault == ChainFault.None => VerificationFailure.None,
        ChainKind.Pck => Pick(
            fault, VerificationFailure.PckChainMalformed, VerificationFailure.PckChainRole, VerificationFailure.PckChainUntrustedRoot,
            VerificationFailure.PckChainSignature, VerificationFailure.PckChainValidity),
        ChainKind.TcbInfo => Pick(
            fault, VerificationFailure.TcbInfoChainMalformed, VerificationFailure.TcbInfoChainRole, VerificationFailure.TcbInfoChainUntrustedRoot,
            VerificationFailure.TcbInfoChainSignature, VerificationFailure.TcbInfoChainValidity),
        ChainKind.QeIdentity => Pick(
            fault, VerificationFailure.QeIdentityChainMalformed, VerificationFailure.QeIdentityChainRole, VerificationFailure.QeIdentityChainUntrustedRoot,
            VerificationFailure.QeIdentityChainSignature, VerificationFailure.QeIdentityChainValidity),
        _ => Pick(
            fault, VerificationFailure.PckCrlChainMalformed, VerificationFailure.PckCrlChainRole, VerificationFailure.PckCrlChainUntrustedRoot,
            VerificationFailure.PckCrlChainSignature, VerificationFailure.PckCrlChainValidity),
    };

    private static VerificationFailure Pick(
        ChainFault fault, VerificationFailure malformed, VerificationFailure role, VerificationFailure root,
        VerificationFailure signature, VerificationFailure validity) => fault switch
        {
            ChainFault.Malformed => malformed,
            ChainFault.Role => role,
            ChainFault.UntrustedRoot => root,
            ChainFault.Signature => signature,
            _ => validity,
        };
}
