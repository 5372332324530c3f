namespace EasyEnclave.Actors.Tunnels;

/// <summary>What becomes of an attested tunnel whose kept evidence is judged again; pure.</summary>
/// <remarks>
/// A review gives no new time and asks the agent nothing. It loses to a proof: while one is judged none begins, and what it finds of an
/// attestation that a newer one has replaced counts for nothing.
/// </remarks>
internal static class Reviews
{
    /// <summary>Begins one, unless it or a proof is under way.</summary>
    public static TunnelDecision Begin(TunnelState state, TunnelPhase.Attested attested, DateTimeOffset now, TunnelRules rules)
    {
        if (attested.UnderReview || attested.Check is Check.Judging)
        {
            return new TunnelDecision(state with { Phase = At(attested, attested.Tenure.ReviewAt <= now ? now + rules.SourceRetry : null) }, []);
        }

        return new TunnelDecision(
            state with { Phase = At(attested, DateTimeOffset.MaxValue) with { UnderReview = true } },
            [new TunnelEffect.Review(attested.Tenure.Epoch)]);
    }

    /// <summary>Takes the result of one.</summary>
    public static TunnelDecision End(TunnelState state, TunnelPhase.Attested attested, TunnelInput.Reviewed reviewed, TunnelRules rules)
    {
        if (reviewed.AttestedAt is { } at && at != attested.Tenure.AttestedAt)
        {
            return new TunnelDecision(state with { Phase = attested with { UnderReview = false } }, []);
        }

        return reviewed.Refusal is { } reason
            ? TunnelDecider.Refuse(state, reason, TunnelClose.Refused, reviewed.Detail)
            : new TunnelDecision(
                state with { Phase = At(attested, reviewed.NextAt ?? reviewed.Now + rules.SourceRetry) with { UnderReview = false } }, []);
    }

    private static TunnelPhase.Attested At(TunnelPhase.Attested attested, DateTimeOffset? next) =>
        next is { } at ? attested with { Tenure = attested.Tenure with { ReviewAt = at } } : attested;
}
