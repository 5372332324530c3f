using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Edge;
using EasyEnclave.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Actors.Agents;

/// <summary>Laws of the entities over any sequence of commands, also ones decided on rows that have moved on.</summary>
public sealed class EntityLaws
{
    private static readonly Arbitrary<int[]> Scripts = Gen.ArrayOf(Gen.Choose(0, 1 << 20)).ToArbitrary();

    [Fact]
    public void TheFoldOfTheEventsIsTheRowAndOnlyTheHolderOfTheEpochChangesIt() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(60).WithReplay(19, 23),
        Prop.ForAll(Scripts, script => RunAsync(script).GetAwaiter().GetResult()));

    private static async Task RunAsync(int[] script)
    {
        MemoryStore store = new();
        LogLease lease = await store.JoinAsync("node-1", Cast.T0, CancellationToken.None);
        View now = new(new Dictionary<string, AgentState>(StringComparer.Ordinal), null);
        View stale = now;
        foreach (int step in script)
        {
            // One command in four is decided on what somebody saw a while ago.
            View seen = step % 4 == 0 ? stale : now;
            stale = step % 3 == 0 ? now : stale;
            if (Entry(seen, step) is not { } entry)
            {
                continue;
            }

            bool committed = (await store.AppendAsync(lease, [entry], Cast.T0, CancellationToken.None))![0] == WriteOutcome.Committed;
            Assert.True(committed || seen != now, "what is decided on the present rows is written");
            if (committed)
            {
                now = await CheckAsync(store, now);
            }
        }

        await FoldAsync(store, now);
    }

    private static async Task<View> CheckAsync(MemoryStore store, View before)
    {
        StoreSnapshot rows = await store.LoadAsync(CancellationToken.None);
        foreach (AgentState after in rows.Agents)
        {
            AgentState? was = before.Agents.GetValueOrDefault(after.Id.Value);
            Assert.InRange(after.Version - (was?.Version ?? 0), 0, 1);
            Assert.InRange(after.Epoch - (was?.Epoch ?? 0), 0, 1);
            Assert.True(was is null || after.Epoch == was.Epoch || after.Phase is AgentPhase.Connected, "an epoch grows by an attestation alone");
            IReadOnlyList<SessionRow> sessions = await store.ReadSessionsAsync(after.Id, CancellationToken.None);
            Assert.Equal(Enumerable.Range(1, (int)after.Epoch).Select(i => (long)i), sessions.Select(session => session.Epoch));
            Assert.Equal(after.Phase is AgentPhase.Connected, sessions[^1].To is null);
        }

        return new View(rows.Agents.ToDictionary(agent => agent.Id.Value, StringComparer.Ordinal), rows.Apps.SingleOrDefault());
    }

    private static async Task FoldAsync(MemoryStore store, View view)
    {
        IReadOnlyList<StoredEvent> events = await store.ReadEventsAsync(new EventQuery("node-1", 0, 1000, null), CancellationToken.None);
        foreach (IGrouping<EntityName, StoredEvent> stream in events.GroupBy(stored => stored.Entity))
        {
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(i => (long)i), stream.Select(stored => stored.Version));
            if (stream.First().Body is AppEvent)
            {
                Assert.Equal(view.App, stream.Aggregate((AppState?)null, (state, stored) => AppDecider.Evolve(state, (AppEvent)stored.Body)));
            }
            else
            {
                AgentState folded = stream.Aggregate((AgentState?)null, (state, stored) => AgentDecider.Evolve(state, (AgentEvent)stored.Body))!;
                AgentState row = view.Agents[folded.Id.Value];
                Assert.Equal(row.Attestation.Advisories, folded.Attestation.Advisories);
                Assert.Equal(row, folded with { Attestation = folded.Attestation with { Advisories = row.Attestation.Advisories } });
            }
        }

        Assert.Equal(view.Agents.Count + (view.App is null ? 0 : 1), events.Select(stored => stored.Entity).Distinct().Count());
    }

    private static WriteEntry? Entry(View view, int step)
    {
        AgentId id = AgentId.Parse("agent-" + (step / 64 % 3));
        AgentState? agent = view.Agents.GetValueOrDefault(id.Value);
        DateTimeOffset at = Cast.T0 + TimeSpan.FromSeconds(step);
        long epoch = Math.Max(1, (agent?.Epoch ?? 1) - (step / 512 % 3 == 0 ? 1 : 0));
        switch (step / 8 % 8)
        {
            case 0 or 1 or 2:
                return Attest(view, id, step, at);
            case 3:
                AgentDecision again = AgentDecider.Decide(agent, new AgentCommand.Reattest(epoch, Facts(step, at), at));
                return again.Event is AgentEvent.Reattested renewed
                    ? OfEpoch(epoch, agent!, AgentEntries.Reattested(agent!, renewed, Cast.Proof(renewed.Facts)).Entry)
                    : null;
            case 4:
                return Ended(agent, epoch, new AgentCommand.Disconnect(epoch, "agent", at), "agent");
            case 5:
                return Ended(agent, epoch, new AgentCommand.RefuseAttestation(epoch, "not_fresh", at), "refused");
            case 6:
                return AgentDecider.Decide(agent, new AgentCommand.Approve(id, "", at)).Event is { } approved
                    ? Write(agent!, approved, at)
                    : null;
            default:
                return step % 5 == 0 && AppDecider.Decide(view.App, new AppCommand.Release(Cast.App, "", at)).Event is { } released
                    ? Write(view.App!, released, at)
                    : null;
        }
    }

    private static WriteEntry? Attest(View view, AgentId id, int step, DateTimeOffset at)
    {
        AgentState? agent = view.Agents.GetValueOrDefault(id.Value);
        AttestationFacts facts = Facts(step, at);
        bool alive = step / 4096 % 8 != 0;
        AppDecision claim = AppDecider.Decide(
            view.App, new AppCommand.Claim(Cast.App, Cast.Repo, Cast.Who.Network, facts.TrustRoot, id.Value, alive, at));
        if (claim.Refusal is not null)
        {
            return null;
        }

        bool brings = claim.Event is AppEvent.Bound;
        AgentDecision decision = AgentDecider.Decide(agent, new AgentCommand.Attest(at)
        {
            Who = Cast.Register(id.Value),
            Facts = facts,
            Binding = (view.App?.Binding ?? 0) + (brings ? 1 : 0),
            BringsBinding = brings,
            RowAlive = alive && agent is not null && view.App is { Phase: AppPhase.Bound } app && app.Binding == agent.Binding,
            JoinOpen = step % 2 == 0,
            Prefix = Cast.Home,
            Log = "node-1",
        });
        if (decision.Event is not AgentEvent.Attested attested)
        {
            return null;
        }

        AgentEntry? before = agent is null
            ? null
            : new AgentEntry { State = agent, Live = new LiveTunnel(agent.Epoch, new SilentTunnel(), new RecordingInbox()) };
        return AgentEntries.Attested(before, view.App, claim.Event, attested, Cast.Proof(facts)).Entry;
    }

    private static WriteEntry? Ended(AgentState? agent, long epoch, AgentCommand command, string cause) =>
        AgentDecider.Decide(agent, command).Event is { } happened
            ? OfEpoch(epoch, agent!, AgentEntries.Ended(agent!, happened, cause, command.Now))
            : null;

    private static WriteEntry OfEpoch(long epoch, AgentState agent, WriteEntry entry)
    {
        Assert.Equal(agent.Epoch, epoch);
        return entry;
    }

    private static WriteEntry Write(AgentState before, AgentEvent happened, DateTimeOffset at)
    {
        AgentState after = AgentDecider.Evolve(before, happened);
        return new WriteEntry([AgentEntries.Put(before, after)], [new NewEvent(EntityName.Of(after.Id), after.Version, at, "alice", happened)]);
    }

    private static WriteEntry Write(AppState before, AppEvent happened, DateTimeOffset at)
    {
        AppState after = AppDecider.Evolve(before, happened);
        return new WriteEntry(
            [new RowChange.PutApp(after, before.Version)], [new NewEvent(EntityName.Of(after.Name), after.Version, at, "alice", happened)]);
    }

    private static AttestationFacts Facts(int step, DateTimeOffset at) =>
        Cast.Facts(at, step / 1024 % 5 == 0 ? Cast.PlatformB : Cast.PlatformA, step / 2048 % 9 == 0 ? "development" : "intel");

    private sealed record View(IReadOnlyDictionary<string, AgentState> Agents, AppState? App);
}
