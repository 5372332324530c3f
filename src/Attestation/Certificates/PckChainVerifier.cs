namespace EasyEnclave.Attestation.Certificates;

/// <summary>Verifies the chain of a PCK certificate and reads the platform from it.</summary>
internal static class PckChainVerifier
{
    public static VerificationFailure Verify(ReadOnlySpan<byte> pem, ChainVerifier chains, KeyRing keys, out PckChain? pckChain)
    {
        pckChain = null;
        var fault = chains.Verify(ChainKind.Pck, pem, keys, out var chain);
        if (fault != ChainFault.None)
            return ChainFailures.Of(ChainKind.Pck, fault);
        if (!SgxExtensionParser.TryParse(chain!.Leaf, chain.Certificates[1], out var platform))
            return VerificationFailure.SgxExtension;
        pckChain = new PckChain(chain, platform);
        return VerificationFailure.None;
    }
}
