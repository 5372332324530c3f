using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Attestation.Caching;

/// <summary>Proofs under one root, from the cache where there is one, else made and kept.</summary>
internal sealed class ProofSource(TrustRoot root, VerificationCache? cache)
{
    private readonly ChainVerifier _chains = new(root);

    public VerificationFailure PckChain(ReadOnlyMemory<byte> pem, KeyRing keys, out PckChain? chain)
    {
        var key = cache is null ? default : ProofKey.Of(root.PublicKey, pem);
        if (cache is not null && cache.PckChains.TryGet(key, out chain))
            return VerificationFailure.None;

        var failure = PckChainVerifier.Verify(pem.Span, _chains, keys, out chain);
        if (failure == VerificationFailure.None)
            cache?.PckChains.Put(key, chain!);
        return failure;
    }

    public VerificationFailure Documents(CollateralBundle bundle, KeyRing keys, out VerifiedDocuments? documents)
    {
        var key = cache is null ? default : ProofKey.Of(
            root.PublicKey,
            bundle.TcbInfo?.Body ?? default, bundle.TcbInfo?.Signature ?? default, CollateralText.Bytes(bundle.TcbInfoIssuerChain ?? ""),
            bundle.QeIdentity?.Body ?? default, bundle.QeIdentity?.Signature ?? default, CollateralText.Bytes(bundle.QeIdentityIssuerChain ?? ""));
        if (cache is not null && cache.Documents.TryGet(key, out documents))
            return VerificationFailure.None;

        var failure = DocumentVerifier.Verify(bundle, _chains, keys, out documents);
        if (failure == VerificationFailure.None)
            cache?.Documents.Put(key, documents!);
        return failure;
    }

    public VerificationFailure Revocations(CollateralBundle bundle, KeyRing keys, out VerifiedRevocations? revocations)
    {
        var key = cache is null ? default : ProofKey.Of(
            root.PublicKey, bundle.RootCaCrl ?? default, bundle.PckCrl ?? default, CollateralText.Bytes(bundle.PckCrlIssuerChain ?? ""));
        if (cache is not null && cache.Revocations.TryGet(key, out revocations))
            return VerificationFailure.None;

        var failure = RevocationVerifier.Verify(bundle, _chains, keys, out revocations);
        if (failure == VerificationFailure.None)
            cache?.Revocations.Put(key, revocations!);
        return failure;
    }
}
