using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Attestation.Caching;

/// <summary>Proofs under one root, from the cache where there is one, else made and kept.</summary>
internal sealed class ProofSource(TrustRoot root, VerificationCache? cache)
{
    private readonly ChainVerifier _chains = new(root);

    /// <summary>The chain of a quote; <see cref="Keep"/> it when the quote has proved to be authentic.</summary>
    /// <param name="pem">The chain's text.</param>
    /// <param name="keys">The keys to verify with.</param>
    /// <param name="chain">The chain, or null.</param>
    /// <param name="kept">Whether it was in the cache already.</param>
    public VerificationFailure PckChain(ReadOnlyMemory<byte> pem, KeyRing keys, out PckChain? chain, out bool kept)
    {
        kept = false;
        if (cache is null)
            return PckChainVerifier.Verify(pem.Span, _chains, keys, out chain);
        kept = cache.PckChains.TryGet(ProofKey.Of(root.PublicKey, pem), out chain);
        return kept ? VerificationFailure.None : PckChainVerifier.Verify(pem.Span, _chains, keys, out chain);
    }

    /// <summary>Keeps a chain once a quote under it proved to be authentic.</summary>
    /// <remarks>PCK chains are no secret: kept before, those of strangers' forgeries would push out the ones of honest agents.</remarks>
    public void Keep(ReadOnlyMemory<byte> pem, PckChain chain) => cache?.PckChains.Put(ProofKey.Of(root.PublicKey, pem), chain);

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
