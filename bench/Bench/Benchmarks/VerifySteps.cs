using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>The steps of a cold verification one by one, each with the keys that the steps before it would have imported.</summary>
internal static class VerifySteps
{
    public static IEnumerable<Work> Of(TrustRoot root, byte[] bytes, CollateralBundle collateral, DateTimeOffset now)
    {
        var proofs = new ProofSource(root, null);
        var keys = new KeyRing();
        Hold(Quote.TryParse(bytes, out var quote, out var failure) ? VerificationFailure.None : failure);
        var section = quote!.Signature;
        Hold(proofs.PckChain(section.PckChainPem, keys, out var chain, out _));
        Hold(proofs.Documents(collateral, keys, out var documents));
        Hold(proofs.Revocations(collateral, keys, out var revocations));

        yield return new Work("  step: framing", () => Hold(Quote.TryParse(bytes, out _, out var fault) ? VerificationFailure.None : fault));
        yield return new Work("  step: PCK chain, keys imported", () => Hold(proofs.PckChain(section.PckChainPem, new KeyRing(), out _, out _)));
        yield return new Work("  step: PCK chain, keys at hand", () => Hold(proofs.PckChain(section.PckChainPem, keys, out _, out _)));
        yield return new Work("  step: QE report, keys at hand", () => Hold(QuoteSignatures.CheckQeReport(section, chain!.Leaf, keys)));
        yield return new Work("  step: QE binding", () => Hold(QuoteSignatures.CheckQeBinding(section)));
        yield return new Work("  step: quote signature, keys at hand", () => Hold(QuoteSignatures.CheckQuote(quote, keys)));
        yield return new Work("  step: TCB info and QE identity, keys at hand", () => Hold(proofs.Documents(collateral, keys, out _)));
        yield return new Work("  step: CRLs, keys at hand", () => Hold(proofs.Revocations(collateral, keys, out _)));
        yield return new Work("  step: windows and revocation", () =>
        {
            Hold(documents!.CheckWindows(now));
            Hold(revocations!.CheckWindows(now));
            Hold(revocations.CheckRevocation(chain!, documents));
        });
        yield return new Work("  step: QE identity, platform, TCB levels", () =>
        {
            Hold(documents!.QeIdentity.Compare(section.QeReport));
            Hold(PlatformIdentification.Check(documents.TcbInfo, chain!.Platform, quote.Body, out var module));
            TcbAppraiser.Appraise(documents.TcbInfo, documents.QeIdentity, module!, chain.Platform, quote);
        });
    }

    private static void Hold(VerificationFailure failure)
    {
        if (failure != VerificationFailure.None)
            throw new InvalidOperationException($"A step failed: {failure}");
    }
}
