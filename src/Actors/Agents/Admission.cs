using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Agents;

/// <summary>Takes an accepted proof through the deciders into the store: bans, the app's binding, the agent, in one commit.</summary>
internal sealed class Admission(AgentServices services)
{
    // Each try sees rows at least as new as the one that was in its way, so only a storm on one name could use them up.
    private const int Tries = 16;

    private static readonly TimeSpan EndRetry = TimeSpan.FromSeconds(1);

    /// <summary>What is known against a registration before any proof; null when nothing is.</summary>
    public string? Screen(AgentFrame.Register who, ITunnel tunnel)
    {
        if (!services.Prover.KnowsNetwork(who.Network.Value))
        {
            return FrameRefusal.InvalidNetwork.Reason;
        }

        if (services.ReservedApps.Contains(who.App.Value))
        {
            return FrameRefusal.InvalidApp.Reason;
        }

        if (services.Directory.Banned(BanTargets.Of(who, tunnel.ClientKey)) is not null)
        {
            return "agent_banned";
        }

        AppEntry? app = services.Directory.Find(who.App);
        return app is not null && Alive(app, services.Time.GetUtcNow()) ? AppDecider.Conflict(app.State, who.Repo, who.Network) : null;
    }

    /// <summary>Admits an agent on a new tunnel.</summary>
    /// <param name="who">Who it says it is.</param>
    /// <param name="tunnel">The tunnel.</param>
    /// <param name="proof">What it proved.</param>
    /// <param name="nodeWaits">Whether it names a registered node that it cannot prove.</param>
    public async ValueTask<TunnelInput> AdmitAsync(AgentFrame.Register who, ITunnel tunnel, Proof.Accepted proof, bool nodeWaits)
    {
        for (int i = 0; i < Tries; i++)
        {
            DateTimeOffset now = services.Time.GetUtcNow();
            AgentEntry? agent = services.Directory.Find(who.AgentId);
            AppEntry? app = services.Directory.Find(who.App);
            if (Ban(who, tunnel, proof) is { } banned)
            {
                return Refused(banned, now);
            }

            if (await SeenBeforeAsync(who, proof).ConfigureAwait(false))
            {
                return Refused("not_fresh", now);
            }

            AppDecision binding = AppDecider.Decide(app?.State, new AppCommand.Claim(
                who.App, who.Repo, who.Network, proof.Facts.TrustRoot, who.AgentId.Value, app is not null && Alive(app, now), now));
            if (binding.Refusal is { } refusal)
            {
                if (await NewerAsync(i).ConfigureAwait(false))
                {
                    continue;
                }

                return Refused(refusal, now);
            }

            bool brings = binding.Event is AppEvent.Bound;
            AgentDecision decision = AgentDecider.Decide(agent?.State, new AgentCommand.Attest(now)
            {
                Who = who,
                Facts = proof.Facts,
                Binding = (app?.State.Binding ?? 0) + (brings ? 1 : 0),
                BringsBinding = brings,
                RowAlive = agent is not null && RowAlive(agent, now),
                JoinOpen = services.JoinOpen && !OnAnotherMachine(app, who, proof),
                NodeWaits = nodeWaits,
                Prefix = tunnel.Prefix,
                Log = services.Writer.Lease.Log,
                Incarnation = services.Writer.Lease.Incarnation,
            });
            if (decision.Event is not AgentEvent.Attested attested)
            {
                if (await NewerAsync(i).ConfigureAwait(false))
                {
                    continue;
                }

                return Refused(decision.Refusal!, now);
            }

            (WriteEntry entry, AgentState state) = AgentEntries.Attested(agent, app?.State, binding.Event, attested, proof);
            WriteOutcome outcome = await services.Writer.WriteAsync(entry).ConfigureAwait(false);
            if (outcome != WriteOutcome.Conflict)
            {
                return Written(outcome, state);
            }
        }

        return new TunnelInput.ProofNotWritten(services.Time.GetUtcNow());
    }

    /// <summary>Renews an agent on the tunnel it has.</summary>
    public async ValueTask<TunnelInput> RenewAsync(AgentFrame.Register who, ITunnel tunnel, long epoch, Proof.Accepted proof)
    {
        for (int i = 0; i < Tries; i++)
        {
            DateTimeOffset now = services.Time.GetUtcNow();
            AgentState? state = services.Directory.Find(who.AgentId)?.State;
            if (Ban(who, tunnel, proof) is { } banned)
            {
                return Refused(banned, now);
            }

            if (await SeenBeforeAsync(who, proof).ConfigureAwait(false))
            {
                return Refused("not_fresh", now);
            }

            if (!HasName(state))
            {
                if (await NewerAsync(i).ConfigureAwait(false))
                {
                    continue;
                }

                return Refused("not_registered", now);
            }

            AgentDecision decision = AgentDecider.Decide(state, new AgentCommand.Reattest(epoch, proof.Facts, now));
            if (decision.Event is not AgentEvent.Reattested again)
            {
                return Refused(decision.Refusal!, now);
            }

            (WriteEntry entry, AgentState after) = AgentEntries.Reattested(state!, again, proof);
            WriteOutcome outcome = await services.Writer.WriteAsync(entry).ConfigureAwait(false);
            if (outcome != WriteOutcome.Conflict)
            {
                return Written(outcome, after);
            }
        }

        return new TunnelInput.ProofNotWritten(services.Time.GetUtcNow());
    }

    /// <summary>Writes what kept evidence comes to now.</summary>
    /// <returns>False when the row has moved on, or the store did not take it.</returns>
    public async ValueTask<bool> ReappraiseAsync(AgentId agent, long epoch, Reappraisal.Renewed renewed)
    {
        DateTimeOffset now = services.Time.GetUtcNow();
        AgentState? state = services.Directory.Find(agent)?.State;
        if (AgentDecider.Decide(state, new AgentCommand.Reappraise(epoch, renewed.Facts, now)).Event is not AgentEvent.Reappraised again)
        {
            return false;
        }

        (WriteEntry entry, _) = AgentEntries.Reappraised(state!, again, renewed.Kept, now);
        return await services.Writer.WriteAsync(entry).ConfigureAwait(false) == WriteOutcome.Committed;
    }

    /// <summary>Whether an agent's binding still has the app's name.</summary>
    public bool HasName(AgentState? agent) =>
        agent is not null && services.Directory.Find(agent.App)?.State is { Phase: AppPhase.Bound } app && app.Binding == agent.Binding;

    /// <summary>Writes that a tunnel ended, as soon as the store can; a late goodbye touches nothing of a newer tunnel.</summary>
    /// <remarks>
    /// An end that was never written would count as coverage for as long as this process lives, so it is tried until the writer ends. Until it is
    /// written the log vouches for nothing behind it: a crash meanwhile covers no time in which the agent had gone.
    /// </remarks>
    /// <param name="who">Whose.</param>
    /// <param name="epoch">The tunnel's.</param>
    /// <param name="command">What ended it, and when.</param>
    /// <param name="cause">The session's cause.</param>
    /// <param name="health">How its backend is and since when, where that is not written yet.</param>
    /// <returns>False when it will never be written: the writer has ended.</returns>
    public async ValueTask<bool> EndAsync(
        AgentFrame.Register who, long epoch, AgentCommand command, string cause, (string? Fault, DateTimeOffset At)? health = null)
    {
        IDisposable hold = services.Writer.HoldCoverage(command.Now);
        int conflicts = 0;
        while (!services.Writer.Ended.IsCompleted)
        {
            AgentState? state = services.Directory.Find(who.AgentId)?.State;
            WriteEntry? entry = AgentDecider.Decide(state, command).Event is { } happened
                ? AgentEntries.Ended(state!, happened, cause, command.Now, unwritten: health)
                : state is not null && state.Epoch > epoch ? AgentEntries.Overtaken(state.Id, epoch, cause, command.Now) : null;
            switch (entry is null ? WriteOutcome.Committed : await services.Writer.WriteAsync(entry).ConfigureAwait(false))
            {
                case WriteOutcome.Committed:
                    hold.Dispose();
                    return true;
                case WriteOutcome.Fenced:
                    return false;
                case WriteOutcome.Conflict when ++conflicts % Tries != 0:
                    break;
                default:
                    await Task.WhenAny(Task.Delay(EndRetry, services.Time), services.Writer.Ended).ConfigureAwait(false);
                    break;
            }
        }

        return false;
    }

    /// <summary>Writes how a tunnel's backend is; a tunnel whose row has moved on has no more say.</summary>
    /// <returns>False when the store did not take it.</returns>
    public async ValueTask<bool> HealthAsync(AgentFrame.Register who, long epoch, string? fault, DateTimeOffset at)
    {
        for (int i = 0; i < Tries; i++)
        {
            AgentState? state = services.Directory.Find(who.AgentId)?.State;
            if (AgentDecider.Decide(state, new AgentCommand.TurnHealth(epoch, fault, at)).Event is not AgentEvent.HealthTurned turned)
            {
                return true;
            }

            WriteOutcome outcome = await services.Writer.WriteAsync(AgentEntries.Health(state!, turned)).ConfigureAwait(false);
            if (outcome != WriteOutcome.Conflict)
            {
                return outcome == WriteOutcome.Committed;
            }
        }

        return false;
    }

    // In a cluster a refusal may rest on a row that another node has replaced meanwhile: before the first one, the rows are read anew.
    private async ValueTask<bool> NewerAsync(int attempt) =>
        attempt == 0 && services.Writer.ReadModel is { } rows && await rows.CatchUpAsync(CancellationToken.None).ConfigureAwait(false);

    private TunnelInput Written(WriteOutcome outcome, AgentState state)
    {
        DateTimeOffset now = services.Time.GetUtcNow();
        return outcome == WriteOutcome.Committed
            ? new TunnelInput.ProofWritten(state, services.Jitter(), now)
            : new TunnelInput.ProofNotWritten(now);
    }

    /// <summary>Whether a quote without a nonce was shown before, by whomever; an agent of which no more can be remembered is told the same.</summary>
    private async ValueTask<bool> SeenBeforeAsync(AgentFrame.Register who, Proof.Accepted proof)
    {
        if (proof.Seen is not { } seen)
        {
            return false;
        }

        SeenQuotes known = await services.Writer.Store.ReadSeenQuotesAsync(seen.Fingerprint, who.AgentId, CancellationToken.None).ConfigureAwait(false);
        return known.This || known.OfAgent >= Limits.SeenQuotesPerAgent;
    }

    private string? Ban(AgentFrame.Register who, ITunnel tunnel, Proof.Accepted proof) =>
        services.Directory.Banned(BanTargets.Of(who, tunnel.ClientKey).Concat(BanTargets.Of(proof.Facts))) is null ? null : "agent_banned";

    // In a network that pins platforms on first use, a machine that serves the app nowhere yet waits for an admin even where joining is open.
    private bool OnAnotherMachine(AppEntry? app, AgentFrame.Register who, Proof.Accepted proof)
    {
        if (app is null || services.Prover.PolicyOf(who.Network.Value) is not { PinsPlatformOnFirstUse: true })
        {
            return false;
        }

        AgentState[] approved =
            [.. app.Agents.Select(agent => agent.State).Where(agent => StandingRules.Belongs(app.State, agent) && agent.Approval == Approval.Approved)];
        return approved.Length > 0 && !Array.Exists(approved, agent => agent.Attestation.Platform == proof.Facts.Platform);
    }

    private bool Alive(AppEntry app, DateTimeOffset now) =>
        StandingRules.Alive(app.State, app.Agents, services.Directory.Rules, now);

    private bool RowAlive(AgentEntry agent, DateTimeOffset now) =>
        services.Directory.Find(agent.State.App) is { } app && app.State.Binding == agent.State.Binding && Alive(app, now);

    private static TunnelInput.ProofRefused Refused(string reason, DateTimeOffset now) => new(reason, SourceDown: false, null, now);
}
