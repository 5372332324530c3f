using System.Runtime.CompilerServices;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.Caching;

/// <summary>Proofs under one root, from the cache where there is one, else made and kept.</summary>
internal sealed class ProofSource(TrustRoot root, VerificationCache? cache)
{
    private readonly ChainVerifier _chains = new(root);

    // A source hands out the same bundle for hours: it is known again without a hash over all of it. What was proven is what is used.
    private readonly ConditionalWeakTable<CollateralBundle, VerifiedDocuments> _documents = [];
    private readonly ConditionalWeakTable<CollateralBundle, VerifiedRevocations> _revocations = [];

    /// <summary>The chain of a quote; <see cref="Keep(ReadOnlyMemory{byte}, PckChain)"/> it when the quote has proved to be authentic.</summary>
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

    /// <summary>The QE report of a quote; <see cref="Keep(SignatureSection, PckChain)"/> it when the quote has proved to be authentic.</summary>
    /// <remarks>
    /// A proof is of one key, one report and one signature, to the byte: so it can stand for nothing else, and a verdict is the same
    /// whether or not it was there. Validity and revocation of the PCK certificate are no part of it and are asked every time.
    /// </remarks>
    public VerificationFailure QeReport(SignatureSection section, PckChain chain, KeyRing keys, out bool kept)
    {
        kept = cache is not null && cache.QeReports.TryGet(KeyOf(section, chain), out _);
        return QuoteSignatures.CheckQeReport(section, chain.Leaf, kept ? null : keys);
    }

    /// <summary>Keeps a chain once a quote under it proved to be authentic.</summary>
    /// <remarks>PCK chains are no secret: kept before, those of strangers' forgeries would push out the ones of honest agents.</remarks>
    public void Keep(ReadOnlyMemory<byte> pem, PckChain chain) => cache?.PckChains.Put(ProofKey.Of(root.PublicKey, pem), chain);

    /// <summary>Keeps the proof of a QE report once a quote with it proved to be authentic.</summary>
    public void Keep(SignatureSection section, PckChain chain) => cache?.QeReports.Put(KeyOf(section, chain), VerificationCache.Proven);

    public VerificationFailure Documents(CollateralBundle bundle, KeyRing keys, out VerifiedDocuments? documents)
    {
        if (cache is null)
            return DocumentVerifier.Verify(bundle, _chains, keys, out documents);
        if (_documents.TryGetValue(bundle, out documents))
            return VerificationFailure.None;
        var key = ProofKey.Of(
            root.PublicKey,
            bundle.TcbInfo?.Body ?? default, bundle.TcbInfo?.Signature ?? default, CollateralText.Bytes(bundle.TcbInfoIssuerChain ?? ""),
            bundle.QeIdentity?.Body ?? default, bundle.QeIdentity?.Signature ?? default, CollateralText.Bytes(bundle.QeIdentityIssuerChain ?? ""));
        if (!cache.Documents.TryGet(key, out documents))
        {
            var failure = DocumentVerifier.Verify(bundle, _chains, keys, out documents);
            if (failure != VerificationFailure.None)
                return failure;
            cache.Documents.Put(key, documents!);
        }

        _documents.AddOrUpdate(bundle, documents!);
        return VerificationFailure.None;
    }

    public VerificationFailure Revocations(CollateralBundle bundle, KeyRing keys, out VerifiedRevocations? revocations)
    {
        if (cache is null)
            return RevocationVerifier.Verify(bundle, _chains, keys, out revocations);
        if (_revocations.TryGetValue(bundle, out revocations))
            return VerificationFailure.None;
        var key = ProofKey.Of(
            root.PublicKey, bundle.RootCaCrl ?? default, bundle.PckCrl ?? default, CollateralText.Bytes(bundle.PckCrlIssuerChain ?? ""));
        if (!cache.Revocations.TryGet(key, out revocations))
        {
            var failure = RevocationVerifier.Verify(bundle, _chains, keys, out revocations);
            if (failure != VerificationFailure.None)
                return failure;
            cache.Revocations.Put(key, revocations!);
        }

        _revocations.AddOrUpdate(bundle, revocations!);
        return VerificationFailure.None;
    }

    private static ProofKey KeyOf(SignatureSection section, PckChain chain) =>
        ProofKey.Of(chain.Leaf.PublicKey, section.QeReport.Bytes, section.QeReportSignature);
}
