using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>Verifies the two CRLs: form, issuer by name, signature by key.</summary>
internal static class RevocationVerifier
{
    public static VerificationFailure Verify(CollateralBundle bundle, ChainVerifier chains, KeyRing keys, out VerifiedRevocations? revocations)
    {
        revocations = null;
        if (bundle is not { RootCaCrl: { } rootCrlDer, PckCrl: { } pckCrlDer, PckCrlIssuerChain: { } chainPem })
            return VerificationFailure.CollateralMissing;

        var fault = chains.Verify(ChainKind.PckCrl, CollateralText.Bytes(chainPem), keys, out var chain);
        if (fault != ChainFault.None)
            return ChainFailures.Of(ChainKind.PckCrl, fault);

        if (!RevocationListParser.TryParse(rootCrlDer, out var rootCrl))
            return VerificationFailure.RootCrlMalformed;
        if (!rootCrl.IsNamedAsIssuedBy(chain!.Root))
            return VerificationFailure.RootCrlIssuer;
        if (!rootCrl.IsSignedBy(chain.Root, keys))
            return VerificationFailure.RootCrlSignature;

        if (!RevocationListParser.TryParse(pckCrlDer, out var pckCrl))
            return VerificationFailure.PckCrlMalformed;
        if (!pckCrl.IsNamedAsIssuedBy(chain.Leaf))
            return VerificationFailure.PckCrlIssuer;
        if (!pckCrl.IsSignedBy(chain.Leaf, keys))
            return VerificationFailure.PckCrlSignature;

        revocations = new VerifiedRevocations(rootCrl, pckCrl, chain);
        return VerificationFailure.None;
    }
}
