using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Upstream.ControlPlanes;

/// <summary>Judges a control plane by its quote: agents ask before they say a word to it, people by <c>ee verify-server</c>.</summary>
/// <remarks>What the quote binds is the caller's to compare, before: only the caller knows which key it saw.</remarks>
/// <param name="anchors">The roots taken.</param>
/// <param name="policy">The rules: TCB statuses, attributes, and what a list must pin.</param>
/// <param name="list">The allowlist; null to ask for no more than genuine hardware.</param>
/// <param name="time">The clock.</param>
public sealed class ControlPlaneJudge(IReadOnlyList<ControlPlaneAnchor> anchors, NetworkPolicy policy, ControlPlaneList? list, TimeProvider time)
{
    /// <summary>Judges a quote.</summary>
    public async ValueTask<ControlPlaneVerdict> JudgeAsync(Quote quote, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(quote);

        // 1 Authentic under a root that is taken; nobody is asked anything before
        (ControlPlaneAnchor? anchor, AuthenticationResult? authentication) = Authenticate(quote);
        if (anchor is null)
        {
            string reason = authentication is null
                ? "policy_refused:trust_root"
                : "quote_invalid:" + VerificationFailures.Code(authentication.Failure!.Value);
            return Refused(reason);
        }

        // 2 Collateral, TCB and rules
        AuthenticQuote authentic = authentication!.Authentic!;
        CollateralBundle? collateral = await anchor.Collateral.FetchAsync(authentic.Platform.Fmspc, authentic.Platform.Ca, cancellationToken)
            .ConfigureAwait(false);
        Verdict verdict = anchor.Verifier.Appraise(authentic, collateral, time.GetUtcNow());
        return TdPolicy.Judge(verdict, policy) is { } broken
            ? Refused(broken.Reason, broken.Detail) with { Verdict = verdict }

            // 3 The allowlist
            : list is null
                ? new ControlPlaneVerdict(null, null, verdict, null)
                : await MatchAsync(verdict, list, cancellationToken).ConfigureAwait(false) with { Verdict = verdict };
    }

    private (ControlPlaneAnchor? Anchor, AuthenticationResult? Result) Authenticate(Quote quote)
    {
        AuthenticationResult? last = null;
        foreach (ControlPlaneAnchor anchor in anchors.Where(anchor => policy.TrustRoots.Contains(anchor.Verifier.Root.Name)))
        {
            last = anchor.Verifier.Authenticate(quote, time.GetUtcNow());
            if (last.Succeeded)
            {
                return (anchor, last);
            }

            if (last.Failure != VerificationFailure.PckChainUntrustedRoot)
            {
                break;
            }
        }

        return (null, last);
    }

    private async ValueTask<ControlPlaneVerdict> MatchAsync(Verdict verdict, ControlPlaneList from, CancellationToken cancellationToken)
    {
        AllowlistFetch fetched = await from.Source.FetchAsync(from.Repo, from.Tag ?? "", cancellationToken).ConfigureAwait(false);
        switch (fetched)
        {
            case AllowlistFetch.NotFound:
                return Refused("allowlist_not_found");
            case AllowlistFetch.Changed:
                return Refused("allowlist_changed");
            case AllowlistFetch.Invalid invalid:
                return Refused("allowlist_invalid", invalid.Fault);
            case AllowlistFetch.Found found:
                if (!Allowlist.TryParse(found.Bytes, from.Tag, out Allowlist? allowlist, out string fault))
                {
                    return Refused("allowlist_invalid", fault);
                }

                // A server's quote holds no claims, so its registers are all there is to compare.
                string? unpinned = allowlist.CheckPins(policy);
                return (unpinned is not null ? Refused("allowlist_invalid", $"the list must pin {unpinned}")
                    : allowlist.Match(verdict.Quote!.Body, policy) is { } register ? Refused("measurement_mismatch:" + register)
                    : new ControlPlaneVerdict(null, null, null, null)) with
                { Allowlist = allowlist };
            default:
                return Refused("allowlist_unavailable");
        }
    }

    private static ControlPlaneVerdict Refused(string reason, string? detail = null) => new(reason, detail, null, null);
}
