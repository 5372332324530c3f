using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Actors;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>Agents and operators' orders: as the product's actors take them through the deciders, whose answer is a commit away.</summary>
internal sealed partial class NodeProcess
{
    private const int Tries = 16;

    private readonly List<SimTunnel> _tunnels = [];

    public IReadOnlyList<SimTunnel> Tunnels => _tunnels;

    /// <summary>Takes a new tunnel; the proof is right, and takes its time.</summary>
    public void Register(SimTunnel tunnel)
    {
        _tunnels.Add(tunnel);
        Later(TimeSpan.FromMilliseconds(5 + _run.Dice.Roll(50)), () => Admit(tunnel, 0));
    }

    /// <summary>The socket ended: the process hears of it now.</summary>
    public void Dropped(SimTunnel tunnel) => Deliver(() => Close(tunnel, "agent"));

    public void EndLater(SimTunnel tunnel, AgentEnding ending) => Later(TimeSpan.Zero, () => Close(tunnel, ending switch
    {
        AgentEnding.Superseded => "superseded",
        AgentEnding.Banned => "ban",
        AgentEnding.Released => "released",
        AgentEnding.Draining => "drain",
        _ => "operator",
    }));

    public void Renew(SimTunnel tunnel) => Deliver(() => Again(tunnel, 0));

    public void TurnHealth(SimTunnel tunnel, string? fault) => Deliver(() =>
    {
        tunnel.Fault = fault;
        Turn(tunnel, UtcNow, 0);
    });

    public void SetBan(BanTarget target, bool set)
    {
        IDisposable hold = Directory.HoldBans();
        DateTimeOffset now = UtcNow;
        Order(
            () => set == Directory.BanOn(target) is not null
                ? null
                : set
                    ? new WriteEntry(
                        [new RowChange.PutBan(new Ban(target, now, "alice", ""))],
                        [new NewEvent(EntityName.Of(target), 0, now, "alice", new BanEvent.Set(target.Scope, target.Value, ""))])
                    : new WriteEntry(
                        [new RowChange.RemoveBan(target)],
                        [new NewEvent(EntityName.Of(target), 0, now, "alice", new BanEvent.Lifted(target.Scope, target.Value, ""))]),
            0,
            hold.Dispose);
    }

    public void Disconnect(AgentId agent) => Order(
        () => Directory.Find(agent) is { Connected: true } entry
            && AgentDecider.Decide(entry.State, new AgentCommand.Disconnect(entry.State.Epoch, "operator", UtcNow)).Event is { } gone
                ? AgentEntries.Ended(entry.State, gone, "operator", UtcNow, "alice")
                : null,
        0,
        () => { });

    public void Release(AppName app) => Order(
        () => Directory.Find(app)?.State is { } state && AppDecider.Decide(state, new AppCommand.Release(app, "", UtcNow)).Event is { } released
            ? new WriteEntry(
                [new RowChange.PutApp(AppDecider.Evolve(state, released), state.Version)],
                [new NewEvent(EntityName.Of(app), state.Version + 1, UtcNow, "alice", released)])
            : null,
        0,
        () => { });

    private void Order(Func<WriteEntry?> plan, int tries, Action done)
    {
        if (tries == 8 || plan() is not { } entry)
        {
            done();
            return;
        }

        Write(entry, outcome =>
        {
            if (outcome == WriteOutcome.Conflict)
            {
                Order(plan, tries + 1, done);
                return;
            }

            done();
        });
    }

    private void Admit(SimTunnel tunnel, int tries)
    {
        if (tunnel.Closed || tries == Tries || Draining)
        {
            Close(tunnel, "agent");
            return;
        }

        DateTimeOffset now = UtcNow;
        AgentFrame.Register who = tunnel.Agent.Who;
        AttestationFacts facts = Cast.Facts(now, tunnel.Agent.Platform) with { Node = who.NodeId };
        AgentEntry? agent = Directory.Find(who.AgentId);
        AppEntry? app = Directory.Find(who.App);
        bool alive = app is not null && StandingRules.Alive(app.State, app.Agents, Directory.Rules, now);
        AppDecision binding = AppDecider.Decide(app?.State, new AppCommand.Claim(who.App, who.Repo, who.Network, "intel", who.AgentId.Value, alive, now));
        bool brings = binding.Event is AppEvent.Bound;
        AgentDecision decision = AgentDecider.Decide(agent?.State, new AgentCommand.Attest(now)
        {
            Who = who,
            Facts = facts,
            Binding = (app?.State.Binding ?? 0) + (brings ? 1 : 0),
            BringsBinding = brings,
            RowAlive = agent is not null && alive && app!.State.Binding == agent.State.Binding,
            JoinOpen = true,
            Prefix = tunnel.Prefix,
            Log = Lease.Log,
            Incarnation = Lease.Incarnation,
        });
        if (Directory.Banned(BanTargets.Of(who, null).Concat(BanTargets.Of(facts))) is not null || binding.Refusal is not null || decision.Refusal is not null)
        {
            Close(tunnel, "refused");
            return;
        }

        (WriteEntry entry, AgentState state) =
            AgentEntries.Attested(agent, app?.State, binding.Event, (AgentEvent.Attested)decision.Event!, Cast.Proof(facts));
        Write(entry, outcome => Admitted(tunnel, state, outcome, tries));
    }

    private void Admitted(SimTunnel tunnel, AgentState state, WriteOutcome outcome, int tries)
    {
        if (outcome == WriteOutcome.Conflict)
        {
            Admit(tunnel, tries + 1);
        }
        else if (outcome != WriteOutcome.Committed)
        {
            Close(tunnel, "agent");
        }
        else
        {
            tunnel.Epoch = state.Epoch;
            _run.Say($"{Name} attests {state.Id.Value} epoch {state.Epoch}");
            _run.Laws.Attested(tunnel);
            if (tunnel.Closed)
            {
                End(tunnel, "agent", UtcNow);
            }
            else if (!Directory.Attach(state.Id, new LiveTunnel(state.Epoch, tunnel, tunnel), UtcNow, UtcNow))
            {
                Close(tunnel, "superseded");
            }
            else if (Directory.Find(state.Id) is { BannedBy: not null })
            {
                Close(tunnel, "ban");
            }
            else if (Directory.Find(state.App)?.State is not { Phase: AppPhase.Bound } app || app.Binding != Directory.Find(state.Id)!.State.Binding)
            {
                Close(tunnel, "released");
            }
        }
    }

    private void Again(SimTunnel tunnel, int tries)
    {
        AgentState? state = Directory.Find(tunnel.Agent.Who.AgentId)?.State;
        AttestationFacts facts = Cast.Facts(UtcNow, tunnel.Agent.Platform) with { Node = tunnel.Agent.Who.NodeId };
        if (tunnel.Closed || tunnel.Epoch == 0 || tries == Tries)
        {
            return;
        }

        if (AgentDecider.Decide(state, new AgentCommand.Reattest(tunnel.Epoch, facts, UtcNow)).Event is not AgentEvent.Reattested again)
        {
            Close(tunnel, "refused");
            return;
        }

        Write(AgentEntries.Reattested(state!, again, Cast.Proof(facts)).Entry, outcome =>
        {
            if (outcome == WriteOutcome.Conflict)
            {
                Again(tunnel, tries + 1);
            }
        });
    }

    private void Turn(SimTunnel tunnel, DateTimeOffset at, int tries)
    {
        AgentState? state = Directory.Find(tunnel.Agent.Who.AgentId)?.State;
        if (!tunnel.Closed && tunnel.Epoch > 0 && tries < Tries
            && AgentDecider.Decide(state, new AgentCommand.TurnHealth(tunnel.Epoch, tunnel.Fault, at)).Event is AgentEvent.HealthTurned turned)
        {
            Write(AgentEntries.Health(state!, turned), outcome =>
            {
                if (outcome == WriteOutcome.Conflict)
                {
                    Turn(tunnel, at, tries + 1);
                }
            });
        }
    }

    private void Close(SimTunnel tunnel, string cause)
    {
        if (!_tunnels.Remove(tunnel))
        {
            return;
        }

        tunnel.Closed = true;
        tunnel.Agent.Lost(tunnel);
        if (tunnel.Epoch > 0)
        {
            _run.Say($"{Name} closes {tunnel.Agent.Who.AgentId.Value} epoch {tunnel.Epoch}: {cause}");
            Directory.Detach(tunnel.Agent.Who.AgentId, tunnel.Epoch);
            End(tunnel, cause, UtcNow);
        }
    }

    private void End(SimTunnel tunnel, string cause, DateTimeOffset now) => End(tunnel, cause, now, _mark.Hold(now), 0);

    private void End(SimTunnel tunnel, string cause, DateTimeOffset now, IDisposable hold, int conflicts)
    {
        AgentState? state = Directory.Find(tunnel.Agent.Who.AgentId)?.State;
        WriteEntry? entry = AgentDecider.Decide(state, new AgentCommand.Disconnect(tunnel.Epoch, cause, now)).Event is { } happened
            ? AgentEntries.Ended(state!, happened, cause, now)
            : state is not null && state.Epoch > tunnel.Epoch ? AgentEntries.Overtaken(state.Id, tunnel.Epoch, cause, now) : null;
        if (entry is null)
        {
            hold.Dispose();
            return;
        }

        Write(entry, outcome =>
        {
            if (outcome == WriteOutcome.Committed)
            {
                hold.Dispose();
            }
            else if (outcome == WriteOutcome.Conflict && (conflicts + 1) % Tries != 0)
            {
                End(tunnel, cause, now, hold, conflicts + 1);
            }
            else
            {
                Later(TimeSpan.FromSeconds(1), () => End(tunnel, cause, now, hold, conflicts + 1));
            }
        });
    }
}
