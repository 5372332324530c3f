using System.Diagnostics;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation;

/// <summary>Verifies TDX quotes of version 4 and 5 against one trust root, with collateral and the instant as arguments. Safe for many threads.</summary>
/// <remarks>
/// Cheap steps come first, and nothing is believed before its step:
/// <list type="number">
/// <item>Framing: size, header, every declared length (<see cref="QuoteParser"/>).</item>
/// <item>Report data: nonce and claims. The caller's step, by <see cref="Binding.ReportData"/> on <see cref="Quote.TryParse"/>'s quote: the cheapest way to drop a replay.</item>
/// <item>PCK chain: roles, signatures and the pinned root key, validity now (<see cref="ChainVerifier"/>, <see cref="SgxExtensionParser"/>).</item>
/// <item>QE report: signed by the PCK key, no debug enclave (<see cref="QuoteSignatures"/>).</item>
/// <item>QE binding: the QE report vouches for the attestation key.</item>
/// <item>Quote signature: by the attestation key over header and body. <em>Authentic so far</em>; only now may collateral be fetched.</item>
/// <item>Collateral: TCB info and QE identity present, signed over their exact bytes, inside their windows (<see cref="DocumentVerifier"/>).</item>
/// <item>Revocation: both CRLs signed and inside their windows, and neither withdraws anything used (<see cref="RevocationVerifier"/>).</item>
/// <item>QE identity: the QE report is of Intel's TD quoting enclave.</item>
/// <item>Platform: FMSPC, PCEID and TDX module fit the TCB info; then levels are matched and converged (<see cref="TcbAppraiser"/>).</item>
/// </list>
/// Attributes, measurements and claims are the next step and a policy's: <see cref="Policies.TdPolicy"/>, <see cref="Allowlists.Allowlist"/>.
/// </remarks>
/// <param name="root">The root that every chain must end in.</param>
/// <param name="cache">Where proofs are kept that time does not change; null to make each anew.</param>
public sealed class QuoteVerifier(TrustRoot root, VerificationCache? cache = null)
{
    private readonly ProofSource _proofs = new(root, cache);
    private readonly KeyRing _keys = cache?.Keys ?? new KeyRing();

    /// <summary>The root that every chain must end in.</summary>
    public TrustRoot Root => root;

    /// <summary>Steps 1 to 6 on bytes as they came.</summary>
    public AuthenticationResult Authenticate(ReadOnlyMemory<byte> quote, DateTimeOffset now)
    {
        // 1 Framing
        if (!Quote.TryParse(quote, out var parsed, out var failure))
            return new AuthenticationResult { Failure = failure, Steps = [] };
        return Authenticate(parsed, now);
    }

    /// <summary>Steps 3 to 6 on a quote that <see cref="Quote.TryParse"/> took apart.</summary>
    public AuthenticationResult Authenticate(Quote quote, DateTimeOffset now) => Authenticate(quote, _keys, now);

    /// <summary>Steps 7 to 10; may be taken again for the same quote when collateral or time has moved on.</summary>
    /// <param name="quote">A quote that passed steps 1 to 6 under this very root.</param>
    /// <param name="collateral">What could be had of the platform's collateral; null refuses.</param>
    /// <param name="now">The instant to judge at.</param>
    /// <exception cref="ArgumentException">The quote was authenticated by a verifier of another root.</exception>
    public Verdict Appraise(AuthenticQuote quote, CollateralBundle? collateral, DateTimeOffset now)
    {
        if (!root.PublicKey.Span[1..].SequenceEqual(quote.Chain.Chain.Root.PublicKey.Span))
            throw new ArgumentException("The quote was authenticated under another root.", nameof(quote));

        return Appraise(quote, collateral, _keys, now);
    }

    /// <summary>All steps at once, where the collateral is already at hand.</summary>
    public Verdict Verify(ReadOnlyMemory<byte> quote, CollateralBundle? collateral, DateTimeOffset now)
    {
        var authentication = Authenticate(quote, now);
        if (authentication.Succeeded)
            return Appraise(authentication.Authentic, collateral, now);
        return new Verdict
        {
            Failure = authentication.Failure,
            Quote = authentication.Quote,
            Platform = authentication.Platform,
            Steps = authentication.Steps,
            TrustRoot = root.Name,
            At = now,
        };
    }

    private AuthenticationResult Authenticate(Quote quote, KeyRing keys, DateTimeOffset now)
    {
        var steps = new List<VerificationStep> { VerificationStep.Framing };

        // 3 PCK chain
        var failure = _proofs.PckChain(quote.Signature.PckChainPem, keys, out var chain, out var chainKept);
        if (failure == VerificationFailure.None && !chain!.Chain.IsValidAt(now))
            failure = VerificationFailure.PckChainValidity;
        if (!Passed(failure, VerificationStep.PckChain, steps))
            return NotAuthentic(failure, quote, platform: null, steps);
        Debug.Assert(chain is not null, "A chain that passed is there.");

        // 4 QE report
        failure = _proofs.QeReport(quote.Signature, chain, keys, out var reportKept);
        if (!Passed(failure, VerificationStep.QeReport, steps))
            return NotAuthentic(failure, quote, chain.Platform, steps);

        // 5 QE binding
        failure = QuoteSignatures.CheckQeBinding(quote.Signature);
        if (!Passed(failure, VerificationStep.QeBinding, steps))
            return NotAuthentic(failure, quote, chain.Platform, steps);

        // 6 Quote signature
        failure = QuoteSignatures.CheckQuote(quote, keys);
        if (!Passed(failure, VerificationStep.QuoteSignature, steps))
            return NotAuthentic(failure, quote, chain.Platform, steps);
        if (!chainKept)
            _proofs.Keep(quote.Signature.PckChainPem, chain);
        if (!reportKept)
            _proofs.Keep(quote.Signature, chain);

        return new AuthenticationResult
        {
            Authentic = new AuthenticQuote(quote, chain, steps),
            Quote = quote,
            Platform = chain.Platform,
            Steps = steps,
        };
    }

    private Verdict Appraise(AuthenticQuote quote, CollateralBundle? collateral, KeyRing keys, DateTimeOffset now)
    {
        var chain = quote.Chain;
        var steps = new List<VerificationStep>(quote.Steps);
        var verdict = new Verdict
        {
            Failure = null,
            Quote = quote.Quote,
            Platform = quote.Platform,
            Steps = steps,
            TrustRoot = root.Name,
            At = now,
        };

        // 3 again: days may lie between the two halves.
        if (!chain.Chain.IsValidAt(now))
            return verdict with { Failure = VerificationFailure.PckChainValidity };

        // 7 Collateral
        var documents = default(VerifiedDocuments);
        var failure = collateral is null ? VerificationFailure.CollateralMissing : _proofs.Documents(collateral, keys, out documents);
        if (failure == VerificationFailure.None)
            failure = documents!.CheckWindows(now);
        if (!Passed(failure, VerificationStep.Collateral, steps))
            return verdict with { Failure = failure };

        // 8 Revocation
        failure = _proofs.Revocations(collateral!, keys, out var revocations);
        if (failure == VerificationFailure.None)
            failure = revocations!.CheckWindows(now);
        if (failure == VerificationFailure.None)
            failure = revocations!.CheckRevocation(chain, documents!);
        if (!Passed(failure, VerificationStep.Revocation, steps))
            return verdict with { Failure = failure };
        verdict = verdict with { Collateral = CollateralWindows.Of(documents!, revocations!) };

        // 9 QE identity
        failure = documents!.QeIdentity.Compare(quote.Quote.Signature.QeReport);
        if (!Passed(failure, VerificationStep.QeIdentity, steps))
            return verdict with { Failure = failure };

        // 10 Platform: identity, then levels
        failure = PlatformIdentification.Check(documents.TcbInfo, chain.Platform, quote.Quote.Body, out var module);
        if (!Passed(failure, VerificationStep.PlatformIdentity, steps))
            return verdict with { Failure = failure };
        var appraisal = TcbAppraiser.Appraise(documents.TcbInfo, documents.QeIdentity, module!, chain.Platform, quote.Quote);
        steps.Add(VerificationStep.TcbAppraisal);
        return verdict with { Appraisal = appraisal };
    }

    private static bool Passed(VerificationFailure failure, VerificationStep step, List<VerificationStep> steps)
    {
        if (failure != VerificationFailure.None)
            return false;
        steps.Add(step);
        return true;
    }

    private static AuthenticationResult NotAuthentic(
        VerificationFailure failure, Quote quote, PckPlatform? platform, List<VerificationStep> steps) =>
        new() { Failure = failure, Quote = quote, Platform = platform, Steps = steps };
}
