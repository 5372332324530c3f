namespace EasyEnclave.Actors.Agents;

/// <summary>What the product does, on one screen: who may be which agent, and what becomes of it; pure.</summary>
/// <remarks>
/// Attestation proves code, not owner. So an agent's id belongs, as long as its app's binding lives, to the platform that brought it; a
/// newer tunnel of the same agent takes over only once attested, by growing the epoch; and whoever holds an older epoch changes nothing.
/// </remarks>
public static class AgentDecider
{
    /// <summary>Decides what a command does.</summary>
    /// <param name="state">The row, null when the agent was never attested.</param>
    /// <param name="command">What is wanted.</param>
    public static AgentDecision Decide(AgentState? state, AgentCommand command) => (state, command) switch
    {
        (_, AgentCommand.Attest attest) => Attest(attest.RowAlive ? state : null, state?.Epoch ?? 0, attest),
        (null, _) => AgentDecision.Refused("unknown_agent"),
        (_, AgentCommand.Approve approve) => Approve(state, approve),
        ({ Phase: AgentPhase.Connected }, AgentCommand.Reattest again) when again.Epoch == state.Epoch => Reattest(state, again),
        ({ Phase: AgentPhase.Connected }, AgentCommand.Reappraise again) when again.Epoch == state.Epoch => Reappraise(state, again),
        (_, AgentCommand.Reappraise) => AgentDecision.Nothing, // its evidence is no more
        ({ Phase: AgentPhase.Connected }, AgentCommand.TurnHealth turn) when turn.Epoch == state.Epoch => Turn(state, turn),
        (_, AgentCommand.TurnHealth) => AgentDecision.Nothing, // a tunnel whose row has moved on has no more say
        (_, AgentCommand.RefuseAttestation refuse) when refuse.Epoch == state.Epoch => Refuse(state, refuse),
        (_, AgentCommand.Disconnect gone) when gone.Epoch == state.Epoch => Disconnect(state, gone),
        (_, AgentCommand.Disconnect or AgentCommand.RefuseAttestation) => AgentDecision.Nothing, // a late goodbye
        _ => AgentDecision.Refused("superseded"),
    };

    /// <summary>The row after an event.</summary>
    public static AgentState Evolve(AgentState? state, AgentEvent happened) => happened switch
    {
        AgentEvent.Attested attested => Evolve(state, attested),
        AgentEvent.Reattested again => Next(state!) with
        {
            Attestation = again.Facts,
            EverByNonce = state!.EverByNonce || again.Facts.Freshness == "nonce",
        },
        AgentEvent.Reappraised again => Next(state!) with { Attestation = again.Facts },
        AgentEvent.AttestationRefused refused => Next(state!) with { Phase = new AgentPhase.Refused(refused.At, refused.Reason) { Detail = refused.Detail } },
        AgentEvent.HealthTurned turned => Next(state!) with { Health = new AgentHealth(turned.Fault, turned.At) },
        AgentEvent.Approved => Next(state!) with { Approval = Approval.Approved, Vouched = true },
        AgentEvent.Disconnected gone => Next(state!) with { Phase = new AgentPhase.Gone(gone.At, gone.Cause) },
        _ => throw new InvalidOperationException("Unknown event."),
    };

    private static AgentDecision Attest(AgentState? known, long epoch, AgentCommand.Attest attest)
    {
        if (known is not null && (known.App != attest.Who.App || known.Attestation.Platform != attest.Facts.Platform))
        {
            return AgentDecision.Refused("agent_id_in_use");
        }

        if (known is { EverByNonce: true } && attest.Facts.Freshness != "nonce")
        {
            return AgentDecision.Refused("not_fresh");
        }

        bool approved = attest.NodeWaits
            ? known is { Vouched: true }
            : attest.BringsBinding || attest.JoinOpen || known is { Approval: Approval.Approved };
        return AgentDecision.Happens(new AgentEvent.Attested
        {
            Agent = attest.Who.AgentId,
            App = attest.Who.App,
            Binding = attest.Binding,
            Repo = attest.Who.Repo,
            Network = attest.Who.Network,
            Approval = approved ? Approval.Approved : Approval.Awaiting,
            Facts = attest.Facts,
            Prefix = attest.Prefix,
            Log = attest.Log,
            Incarnation = attest.Incarnation,
            Epoch = epoch + 1,
        });
    }

    private static AgentDecision Approve(AgentState state, AgentCommand.Approve approve) =>
        state.Approval == Approval.Approved && (state.Vouched || state.Attestation.Freshness == "nonce")
            ? AgentDecision.Nothing
            : AgentDecision.Happens(new AgentEvent.Approved(approve.Reason));

    private static AgentDecision Reattest(AgentState state, AgentCommand.Reattest again) =>
        state.Attestation.Platform != again.Facts.Platform ? AgentDecision.Refused("agent_id_in_use")
        : state.EverByNonce && again.Facts.Freshness != "nonce" ? AgentDecision.Refused("not_fresh")
        : AgentDecision.Happens(new AgentEvent.Reattested(again.Facts));

    // Looking again proves nothing new: instant and quote are those of the attestation, or these are facts of another one.
    private static AgentDecision Reappraise(AgentState state, AgentCommand.Reappraise again) =>
        state.Attestation.At == again.Facts.At && state.Attestation.QuoteSha256 == again.Facts.QuoteSha256
            ? AgentDecision.Happens(new AgentEvent.Reappraised(again.Facts))
            : AgentDecision.Nothing;

    private static AgentDecision Turn(AgentState state, AgentCommand.TurnHealth turn) =>
        state.Health?.Fault == turn.Fault
            ? AgentDecision.Nothing
            : AgentDecision.Happens(new AgentEvent.HealthTurned(turn.Fault, turn.Now));

    private static AgentDecision Refuse(AgentState state, AgentCommand.RefuseAttestation refuse) =>
        state.Phase is AgentPhase.Connected
            ? AgentDecision.Happens(new AgentEvent.AttestationRefused(refuse.Reason, refuse.Now) { Detail = refuse.Detail })
            : AgentDecision.Nothing;

    private static AgentDecision Disconnect(AgentState state, AgentCommand.Disconnect gone) =>
        state.Phase is AgentPhase.Connected
            ? AgentDecision.Happens(new AgentEvent.Disconnected(gone.Cause, gone.Now))
            : AgentDecision.Nothing;

    private static AgentState Evolve(AgentState? state, AgentEvent.Attested attested)
    {
        bool same = state is not null && state.App == attested.App && state.Binding == attested.Binding;
        return new AgentState
        {
            Id = attested.Agent,
            App = attested.App,
            Binding = attested.Binding,
            Repo = attested.Repo,
            Network = attested.Network,
            Approval = attested.Approval,
            Vouched = same && state!.Vouched,
            Phase = new AgentPhase.Connected(attested.Facts.At),
            Attestation = attested.Facts,
            RegisteredAt = same ? state!.RegisteredAt : attested.Facts.At,
            Prefix = attested.Prefix,
            EverByNonce = (same && state!.EverByNonce) || attested.Facts.Freshness == "nonce",
            Log = attested.Log,
            Incarnation = attested.Incarnation,
            Epoch = attested.Epoch,
            Version = (state?.Version ?? 0) + 1,
        };
    }

    private static AgentState Next(AgentState state) => state with { Version = state.Version + 1 };
}
