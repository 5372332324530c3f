using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>Verifies collateral without a quote, so that a source keeps nothing it could not stand for. Safe for many threads.</summary>
/// <remarks>No verdict rests on this: <see cref="QuoteVerifier"/> proves everything again, and revocation with it.</remarks>
/// <param name="root">The root that every chain must end in.</param>
public sealed class CollateralVerifier(TrustRoot root)
{
    private readonly ProofSource _proofs = new(root, cache: null);
    private readonly KeyRing _keys = new();

    /// <summary>Whether every part is there, signed, inside its window, and about the platforms that were asked for.</summary>
    /// <param name="bundle">What a source delivered.</param>
    /// <param name="fmspc">12 uppercase hex digits.</param>
    /// <param name="ca">The CA whose CRL it must hold.</param>
    /// <param name="now">The instant to judge at.</param>
    /// <param name="window">Its times and numbers, or null.</param>
    /// <returns>What is wrong with it; None if nothing is.</returns>
    public VerificationFailure Verify(CollateralBundle bundle, string fmspc, PckCa ca, DateTimeOffset now, out CollateralWindow? window)
    {
        window = null;
        VerificationFailure failure = _proofs.Documents(bundle, _keys, out VerifiedDocuments? documents);
        if (failure == VerificationFailure.None)
            failure = documents!.CheckWindows(now);
        if (failure != VerificationFailure.None)
            return failure;
        if (documents!.TcbInfo.Fmspc != fmspc)
            return VerificationFailure.FmspcMismatch;

        failure = _proofs.Revocations(bundle, _keys, out VerifiedRevocations? revocations);
        if (failure == VerificationFailure.None)
            failure = revocations!.CheckWindows(now);
        if (failure != VerificationFailure.None)
            return failure;
        string name = ca == PckCa.Platform ? CertificateRoles.PlatformCaName : CertificateRoles.ProcessorCaName;
        if (revocations!.PckCrlChain.Leaf.SubjectCommonName != name)
            return VerificationFailure.PckCrlIssuer;

        window = CollateralWindows.Of(documents, revocations);
        return VerificationFailure.None;
    }
}
