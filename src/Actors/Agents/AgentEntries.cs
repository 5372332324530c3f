using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Agents;

/// <summary>From decisions to what is written for them: row, event and evidence in one entry; pure.</summary>
public static class AgentEntries
{
    /// <summary>The name under which an agent's own doings are written.</summary>
    public const string ByAgent = "agent";

    /// <summary>The name under which is written what nobody asked for.</summary>
    public const string BySystem = "system";

    /// <summary>An attestation on a new tunnel, with the app's binding where it brings one.</summary>
    /// <param name="before">The agent as the directory shows it; null when it is new.</param>
    /// <param name="app">The app's row; null when the name is new.</param>
    /// <param name="appEvent">What happens to the app; null when nothing does.</param>
    /// <param name="happened">The attestation.</param>
    /// <param name="proof">What is kept of the proof.</param>
    public static (WriteEntry Entry, AgentState State) Attested(
        AgentEntry? before, AppState? app, AppEvent? appEvent, AgentEvent.Attested happened, Proof.Accepted proof)
    {
        AgentState state = AgentDecider.Evolve(before?.State, happened);
        List<RowChange> changes = [];
        AddSeen(changes, state.Id, proof);
        List<NewEvent> events = [];
        if (appEvent is not null)
        {
            AppState bound = AppDecider.Evolve(app, appEvent);
            changes.Add(new RowChange.PutApp(bound, app?.Version ?? 0));
            events.Add(new NewEvent(EntityName.Of(bound.Name), bound.Version, proof.Facts.At, ByAgent, appEvent));
        }
        else
        {
            changes.Add(new RowChange.ExpectApp(app!.Name, app.Version));
        }

        // A tunnel that died with its process ends at what that process had covered: the store sees to that, and knows of processes that this
        // node has not heard of.
        if (before is { Connected: true } || (before is { State: { Phase: AgentPhase.Connected, Incarnation: { } holder } } && holder != happened.Incarnation))
        {
            changes.Add(new RowChange.CloseSession(state.Id, before.State.Epoch, proof.Facts.At, "superseded"));
        }
        else if (before is { State.Phase: AgentPhase.Connected unheld }
            && happened.Incarnation is { } own && before.State.Incarnation == own && before.HeldEpoch != before.State.Epoch)
        {
            // Written by this process, which never came to show it: the answer was lost, or is still on its way. No agent was told of it.
            changes.Add(new RowChange.CloseSession(state.Id, before.State.Epoch, unheld.Since, "superseded"));
        }

        if (before is not null)
        {
            CloseHealth(changes, state.Id, proof.Facts.At);
        }

        changes.Add(Put(before?.State, state) with { Quote = proof.Evidence.Quote });
        changes.Add(new RowChange.OpenSession(state.Id, state.Epoch, proof.Facts.At) { Node = NodeOf(state) });
        AddEvidence(changes, before?.State, proof);
        events.Add(new NewEvent(EntityName.Of(state.Id), state.Version, proof.Facts.At, ByAgent, happened));
        return (new WriteEntry(changes, events), state);
    }

    /// <summary>An attestation on the tunnel it has.</summary>
    public static (WriteEntry Entry, AgentState State) Reattested(AgentState before, AgentEvent.Reattested happened, Proof.Accepted proof)
    {
        AgentState state = AgentDecider.Evolve(before, happened);
        List<RowChange> changes =
        [
            Put(before, state) with { Quote = proof.Evidence.Quote },
            new RowChange.RenewSession(state.Id, state.Epoch, proof.Facts.At) { Node = NodeOf(state) },
        ];
        AddSeen(changes, state.Id, proof);
        AddEvidence(changes, before, proof);
        NewEvent written = new(EntityName.Of(state.Id), state.Version, proof.Facts.At, ByAgent, happened);
        return (new WriteEntry(changes, [written]), state);
    }

    /// <summary>Evidence that was judged again and holds, with what it was judged by.</summary>
    /// <param name="before">The row.</param>
    /// <param name="happened">What it comes to.</param>
    /// <param name="kept">Bytes by their hash: collateral, allowlist, policy.</param>
    /// <param name="at">When.</param>
    public static (WriteEntry Entry, AgentState State) Reappraised(
        AgentState before, AgentEvent.Reappraised happened, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> kept, DateTimeOffset at)
    {
        AgentState state = AgentDecider.Evolve(before, happened);
        AttestationFacts old = before.Attestation;
        List<RowChange> changes = [Put(before, state)];
        foreach ((string hash, ReadOnlyMemory<byte> bytes) in kept)
        {
            if (hash != old.CollateralSha256 && hash != old.AllowlistSha256 && hash != old.PolicySha256)
            {
                changes.Add(new RowChange.PutBlob(hash, bytes));
            }
        }

        return (new WriteEntry(changes, [new NewEvent(EntityName.Of(state.Id), state.Version, at, BySystem, happened)]), state);
    }

    /// <summary>The end of its tunnel: by itself, for a refused attestation, or on an operator's word.</summary>
    /// <param name="before">The row.</param>
    /// <param name="happened">How it ended.</param>
    /// <param name="cause">The session's cause.</param>
    /// <param name="at">When.</param>
    /// <param name="by">Who caused it.</param>
    /// <param name="unwritten">A turn of its backend's health that the store has not taken yet, and when it was.</param>
    public static WriteEntry Ended(
        AgentState before, AgentEvent happened, string cause, DateTimeOffset at, string by = ByAgent, (string? Fault, DateTimeOffset At)? unwritten = null)
    {
        AgentState state = AgentDecider.Evolve(before, happened);
        List<RowChange> changes = [Put(before, state), new RowChange.CloseSession(state.Id, state.Epoch, at, cause)];
        if (unwritten is { Fault: { } fault } turned)
        {
            changes.Add(new RowChange.OpenException(state.Id, turned.At, fault, fault));
        }

        CloseHealth(changes, state.Id, unwritten is { Fault: null } healed ? healed.At : at);
        if (happened is AgentEvent.AttestationRefused refused)
        {
            changes.Add(new RowChange.OpenException(state.Id, at, "attestation_refused", refused.Reason));
            changes.Add(new RowChange.CloseExceptions(state.Id, "attestation_refused", at));
        }

        return new WriteEntry(changes, [new NewEvent(EntityName.Of(state.Id), state.Version, at, by, happened)]);
    }

    /// <summary>The end of a tunnel whose agent has gone on with a newer one: its own session, where nobody closed it, and nothing else.</summary>
    public static WriteEntry Overtaken(AgentId agent, long epoch, string cause, DateTimeOffset at) =>
        WriteEntry.Of(new RowChange.CloseSession(agent, epoch, at, cause));

    /// <summary>How a tunnel's backend is from now on: in the row for other nodes, and as evidence.</summary>
    public static WriteEntry Health(AgentState before, AgentEvent.HealthTurned turned)
    {
        AgentState state = AgentDecider.Evolve(before, turned);
        List<RowChange> changes = [Put(before, state)];
        if (turned.Fault is { } kind)
        {
            changes.Add(new RowChange.OpenException(state.Id, turned.At, kind, kind));
        }
        else
        {
            CloseHealth(changes, state.Id, turned.At);
        }

        return new WriteEntry(changes, [new NewEvent(EntityName.Of(state.Id), state.Version, turned.At, ByAgent, turned)]);
    }

    /// <summary>The row's change from one state to the next.</summary>
    public static RowChange.PutAgent Put(AgentState? before, AgentState after) => new(after, before?.Epoch ?? 0, before?.Version ?? 0);

    // Whoever only says that it is on a node neither earns for it nor costs it anything.
    private static NodeId? NodeOf(AgentState state) => state.SpeaksForNode ? state.Attestation.Node : null;

    // An exception that outlived its session would be charged to the next one, up to that one's first pass after a fail.
    private static void CloseHealth(List<RowChange> changes, AgentId agent, DateTimeOffset at)
    {
        changes.Add(new RowChange.CloseExceptions(agent, "health_fail", at));
        changes.Add(new RowChange.CloseExceptions(agent, "health_timeout", at));
    }

    private static void AddSeen(List<RowChange> changes, AgentId agent, Proof.Accepted proof)
    {
        if (proof.Seen is { } seen)
        {
            changes.Add(new RowChange.AddSeenQuote(seen.Fingerprint, agent, seen.Until, proof.Facts.At));
        }
    }

    // Bytes are kept under their hash, and most attestations bring what the one before had brought.
    private static void AddEvidence(List<RowChange> changes, AgentState? before, Proof.Accepted proof)
    {
        AttestationFacts? old = before?.Attestation;
        AttestationFacts now = proof.Facts;
        Add(changes, old?.AllowlistSha256, now.AllowlistSha256, proof.Evidence.Allowlist);
        Add(changes, old?.ClaimsSha256, now.ClaimsSha256, proof.Evidence.Claims);
        Add(changes, old?.CollateralSha256, now.CollateralSha256, proof.Evidence.Collateral);
        Add(changes, old?.PolicySha256, now.PolicySha256, proof.Policy);
    }

    private static void Add(List<RowChange> changes, string? old, string? hash, ReadOnlyMemory<byte> bytes)
    {
        if (hash is not null && hash != old)
        {
            changes.Add(new RowChange.PutBlob(hash, bytes));
        }
    }
}
