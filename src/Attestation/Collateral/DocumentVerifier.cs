using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>Verifies TCB info and QE identity: chain to the root, signature over the exact bytes, and only then their form.</summary>
internal static class DocumentVerifier
{
    public static VerificationFailure Verify(CollateralBundle bundle, ChainVerifier chains, KeyRing keys, out VerifiedDocuments? documents)
    {
        documents = null;
        if (bundle is not { TcbInfo: { } tcbInfo, TcbInfoIssuerChain: { } tcbChainPem, QeIdentity: { } qeIdentity, QeIdentityIssuerChain: { } qeChainPem })
            return VerificationFailure.CollateralMissing;

        var fault = chains.Verify(ChainKind.TcbInfo, CollateralText.Bytes(tcbChainPem), keys, out var tcbChain);
        if (fault != ChainFault.None)
            return ChainFailures.Of(ChainKind.TcbInfo, fault);
        if (!IsSigned(tcbInfo, tcbChain!.Leaf, keys))
            return VerificationFailure.TcbInfoSignature;
        var failure = TcbInfoParser.Parse(tcbInfo.Body, out var parsedTcbInfo);
        if (failure != VerificationFailure.None)
            return failure;

        // Intel delivers both documents with the same chain; the same text need not be proven twice.
        var qeChain = tcbChain;
        if (qeChainPem != tcbChainPem)
        {
            fault = chains.Verify(ChainKind.QeIdentity, CollateralText.Bytes(qeChainPem), keys, out qeChain);
            if (fault != ChainFault.None)
                return ChainFailures.Of(ChainKind.QeIdentity, fault);
        }

        if (!IsSigned(qeIdentity, qeChain!.Leaf, keys))
            return VerificationFailure.QeIdentitySignature;
        failure = QeIdentityParser.Parse(qeIdentity.Body, out var parsedQeIdentity);
        if (failure != VerificationFailure.None)
            return failure;

        documents = new VerifiedDocuments(parsedTcbInfo!, tcbChain, parsedQeIdentity!, qeChain);
        return VerificationFailure.None;
    }

    private static bool IsSigned(SignedDocument document, Certificate signer, KeyRing keys) =>
        keys.Verify(signer.PublicKey.Span, document.Body.Span, document.Signature.Span);
}
