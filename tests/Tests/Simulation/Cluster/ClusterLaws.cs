using System.Collections.Immutable;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>What must hold: at each call to the store, after each step, and of everything once nothing is on its way.</summary>
/// <remarks>It keeps its own books of who is dead and who holds what, and asks neither the store nor the nodes about it.</remarks>
internal sealed class ClusterLaws(ClusterRun run)
{
    private readonly Dictionary<string, Guid> _holders = [];
    private readonly HashSet<Guid> _dead = [];
    private readonly Dictionary<Guid, DateTimeOffset> _covered = [];
    private readonly Dictionary<CommandId, (long FirstSeq, int Count)> _acknowledged = [];
    private readonly LedgerChain _chain = new();
    private readonly Dictionary<(AgentId Agent, long Epoch), SimTunnel> _attested = [];
    private Guid? _seat;
    private MemoryTables _before = new();
    private LedgerHead _head = LedgerHead.Empty;

    /// <summary>Commands that were answered.</summary>
    public int Answers => _acknowledged.Count;

    public async Task<LogLease> Joined(Task<LogLease> join)
    {
        LogLease lease = await join;
        if (_holders.TryGetValue(lease.Log, out Guid old))
        {
            _dead.Add(old);
        }

        _holders[lease.Log] = lease.Incarnation;
        return lease;
    }

    public async Task<bool> Reaped(MemberRow silent, Task<bool> reap)
    {
        bool reaped = await reap;
        if (reaped)
        {
            run.Say($"{silent.Node} is dead");

            // One that nobody knows is of a join whose answer was lost, or is still on its way.
            NodeProcess? victim = run.Everyone.SingleOrDefault(process => process.Lease.Incarnation == silent.Incarnation);
            Assert.True(victim is null or { Impeded: true }, $"{silent.Node} beat all the time, and is declared dead");
            _dead.Add(silent.Incarnation);
        }

        return reaped;
    }

    /// <summary>An operator declares a node dead, whatever it does.</summary>
    public void Downed(Guid incarnation) => _dead.Add(incarnation);

    public async Task<LogLease?> Claimed(Task<LogLease?> claim)
    {
        LogLease? lease = await claim;
        if (lease is not null)
        {
            Assert.False(_seat is { } held && run.Store.Rows.Seat?.Incarnation == held, "the seat moved on");
            _seat = lease.Incarnation;
        }

        return lease;
    }

    public async Task<IReadOnlyList<WriteOutcome>?> Appended(LogLease lease, DateTimeOffset covered, Task<IReadOnlyList<WriteOutcome>?> append)
    {
        IReadOnlyList<WriteOutcome>? outcomes = await append;
        Assert.False(outcomes is not null && _dead.Contains(lease.Incarnation), $"{lease.Log} is dead, and wrote");
        Cover(lease, covered, outcomes is not null);
        return outcomes;
    }

    public async Task<LedgerAppended?> Booked(LogLease lease, DateTimeOffset now, Task<LedgerAppended?> append)
    {
        LedgerAppended? appended = await append;
        Assert.False(appended is not null && lease.Incarnation != _seat, "a batch of an older holder of the ledger is written");
        LedgerSeat seat = run.Store.Rows.Seat!;
        Assert.False(appended is not null && (seat.Holder is not { } holder || _dead.Contains(holder)), "a batch of a dead holder of the ledger is written");
        Cover(lease, now, appended is not null);
        return appended;
    }

    /// <summary>A node tells an agent that it is attested.</summary>
    public void Attested(SimTunnel tunnel)
    {
        (AgentId, long) key = (tunnel.Agent.Who.AgentId, tunnel.Epoch);
        Assert.True(run.Store.Rows.Sessions.ContainsKey(key), $"{key} is told before it is written");
        Assert.True(_attested.TryAdd(key, tunnel), $"{key} belongs to two tunnels");
    }

    /// <summary>A client heard an answer.</summary>
    public void Acknowledged(LedgerEntry entry, LedgerOutcome.Committed answer)
    {
        CommandRow? row = run.Store.Ledger.Command(entry.Request.Id);
        Assert.True(row is not null, "a command is answered that is not written");
        (long, int) mine = (answer.Transfers.Count == 0 ? 0 : answer.Transfers[0].Seq, answer.Transfers.Count);
        if (!_acknowledged.TryAdd(entry.Request.Id, mine))
        {
            Assert.Equal(_acknowledged[entry.Request.Id], mine);
        }
    }

    /// <summary>What is cheap enough to be looked at after each step.</summary>
    public void Step()
    {
        MemoryTables rows = run.Store.Rows;
        if (run.Store.Ledger.Head.Commands != _head.Commands || run.Store.Ledger.Head.Seq != _head.Seq)
        {
            Ledger();
        }

        if (ReferenceEquals(rows, _before))
        {
            return;
        }

        if (!ReferenceEquals(rows.Agents, _before.Agents))
        {
            foreach (AgentState agent in rows.Agents.Values)
            {
                if (_before.Agents.GetValueOrDefault(agent.Id) is var old && !ReferenceEquals(old, agent))
                {
                    Assert.True(old is null || (agent.Epoch >= old.Epoch && agent.Version == old.Version + 1), $"the row of {agent.Id} falls back");
                    Session(rows, agent);
                }
            }
        }

        foreach ((string log, LogRow row) in rows.Logs)
        {
            if (_before.Logs.GetValueOrDefault(log) is { } old && old != row)
            {
                Assert.True(row.Head >= old.Head && row.CoveredTo >= old.CoveredTo, $"the log {log} falls back");
            }
        }

        if (!ReferenceEquals(rows.Periods, _before.Periods))
        {
            foreach ((var key, PeriodState old) in _before.Periods.Where(pair => !ReferenceEquals(pair.Value, rows.Periods[pair.Key])))
            {
                PeriodPhase next = rows.Periods[key].Phase;
                Assert.True(old.Phase is PeriodPhase.Open or PeriodPhase.Closing, "a period that is settled moves");
                Assert.True(next >= old.Phase, "a period goes back");
            }
        }

        if (!ReferenceEquals(rows.Verdicts, _before.Verdicts))
        {
            Assert.All(_before.Verdicts, pair => Assert.Equal(pair.Value, rows.Verdicts[pair.Key]));
        }

        _before = rows;
    }

    /// <summary>Everything, once nothing is on its way.</summary>
    public void Whole()
    {
        MemoryTables rows = run.Store.Rows;
        Assert.Equal(3, run.Processes.Count(process => process.Ready));
        foreach (NodeProcess process in run.Processes)
        {
            Shown(process.Directory, rows, process.Name);
        }

        foreach (AgentState row in rows.Agents.Values)
        {
            SimTunnel[] open = [.. run.Processes.SelectMany(process => process.Tunnels).Where(tunnel => tunnel.Epoch > 0 && tunnel.Agent.Who.AgentId == row.Id)];
            bool banned = BanTargets.Of(row).Any(rows.Bans.ContainsKey);
            Assert.True(!banned || open.Length == 0, $"{row.Id} is banned and connected");
            Assert.True(open.Length <= 1, $"{row.Id} has {open.Length} tunnels");
            Assert.True(open.Length == 0 || (open[0].Epoch == row.Epoch && row.Phase is AgentPhase.Connected && row.Log == open[0].Process.Name),
                $"{row.Id}: tunnel of epoch {open.FirstOrDefault()?.Epoch}, row of {row.Epoch} {row.Phase} at {row.Log}");
            Sessions(rows, row);
        }

        Assert.Single(run.Processes, process => process.Seat is not null);
        Assert.Null(run.Store.Ledger.Verify());
        foreach ((CommandId id, (long first, int count)) in _acknowledged)
        {
            CommandRow row = Assert.Single(run.Store.Ledger.Commands, command => command.Id == id);
            Assert.Equal((count == 0 ? 0 : row.FirstSeq, row.Transfers), (first, count));
        }

        Settlements(rows);
    }

    private void Ledger()
    {
        LedgerHead head = run.Store.Ledger.Head;
        Assert.True(head.Seq >= _head.Seq && head.Commands > _head.Commands, "the ledger falls back");
        ReadOnlyMemory<byte> hash = _head.Hash;
        for (long seq = _head.Seq + 1; seq <= head.Seq; seq++)
        {
            Transfer transfer = run.Store.Ledger.Transfer(seq)!;
            Assert.Equal(seq, transfer.Seq);
            Assert.True(_chain.Next(hash.Span, transfer).AsSpan().SequenceEqual(transfer.Hash.Span), $"transfer {seq} does not follow the one before");
            hash = transfer.Hash;
        }

        Assert.Equal(0, run.Store.Ledger.Accounts.Values.Sum(account => account.Balance.Posted.Micros));
        _head = head;
    }

    private void Cover(LogLease lease, DateTimeOffset covered, bool written)
    {
        DateTimeOffset before = _covered.GetValueOrDefault(lease.Incarnation);
        if (written && covered > before)
        {
            _covered[lease.Incarnation] = covered;
        }
    }

    private static void Session(MemoryTables rows, AgentState agent)
    {
        for (long epoch = agent.Epoch; epoch > Math.Max(0, agent.Epoch - 4); epoch--)
        {
            bool open = rows.Sessions.GetValueOrDefault((agent.Id, epoch)) is { To: null } session && rows.MayWrite(new LogLease(session.Log, session.Incarnation));
            bool own = epoch == agent.Epoch && agent.Phase is AgentPhase.Connected;
            Assert.True(!own || open || !rows.MayWrite(new LogLease(agent.Log, agent.Incarnation!.Value)), $"{agent.Id} is connected without a session");
            Assert.True(epoch != agent.Epoch || own || !open, $"{agent.Id} has gone and its session is open");
        }
    }

    private void Sessions(MemoryTables rows, AgentState agent)
    {
        List<SessionRow> sessions = [.. rows.Sessions.Values.Where(row => row.Agent == agent.Id).OrderBy(row => row.Epoch).Select(rows.Covered)];
        foreach ((SessionRow one, SessionRow next) in sessions.Zip(sessions.Skip(1)))
        {
            Assert.True(one.To is not null || _dead.Contains(one.Incarnation), $"{agent.Id}: session {one.Epoch} at {one.Log} is open beside {next.Epoch}");
            DateTimeOffset end = one.To ?? one.CoveredTo!.Value;
            Assert.True(
                end <= next.From,
                $"{agent.Id}: session {one.Epoch} of {one.Log} ends {end - next.From} after {next.Epoch} of {next.Log} began, {one.Cause ?? "covered"}");
        }

        foreach (SessionRow open in sessions.Where(row => row.To is null))
        {
            Assert.True(open.CoveredTo <= Max(_covered.GetValueOrDefault(open.Incarnation), open.From), $"{agent.Id}: more is covered than was said");
        }

        Assert.Equal(
            agent.Phase is AgentPhase.Connected && !_dead.Contains(agent.Incarnation!.Value),
            sessions.Count > 0 && sessions[^1].To is null && !_dead.Contains(sessions[^1].Incarnation));
    }

    private static void Shown(AgentDirectory directory, MemoryTables rows, string node)
    {
        foreach (AgentState row in rows.Agents.Values)
        {
            AgentState? shown = directory.Find(row.Id)?.State;
            Assert.True(shown is not null && (shown.Epoch, shown.Version, shown.Phase.GetType()) == (row.Epoch, row.Version, row.Phase.GetType()),
                $"{node} shows {row.Id} as of {shown?.Epoch}/{shown?.Version}, the row is of {row.Epoch}/{row.Version}");
        }

        Assert.Equal(rows.Agents.Count, directory.Agents.Count());
        Assert.All(rows.Apps.Values, row => Assert.Equal((row.Version, row.Phase), (directory.Find(row.Name)!.State.Version, directory.Find(row.Name)!.State.Phase)));
        Assert.True(rows.Bans.Keys.ToHashSet().SetEquals(directory.Bans.Select(ban => ban.Target)), $"{node} shows other bans than there are");
    }

    private void Settlements(MemoryTables rows)
    {
        ImmutableDictionary<AccountId, long> paid = ImmutableDictionary<AccountId, long>.Empty;
        foreach (PeriodState state in rows.Periods.Values.Where(state => state.Phase is PeriodPhase.Settled or PeriodPhase.Failed))
        {
            bool pass = rows.Verdicts[(state.Node, state.Period, true)] == "pass";
            Assert.Equal(pass, state.Phase == PeriodPhase.Settled);
            foreach (UsageRow usage in rows.Usages.Values.Where(usage => usage.Node == state.Node && usage.Period == state.Period))
            {
                long pending = run.Store.Ledger.Command(usage.Lock!.Value)!.FirstSeq;
                Transfer end = run.Store.Ledger.Transfer(run.Store.Ledger.Pending(pending)!.ResolvedBy!.Value)!;
                Assert.Equal(pass ? TransferKind.Post : TransferKind.Void, end.Kind);
                paid = pass ? paid.SetItem(end.Credit, paid.GetValueOrDefault(end.Credit) + usage.Amount.Micros) : paid;
            }
        }

        foreach (IGrouping<AccountId, Transfer> posts in run.Store.Ledger.Transfers
            .Where(transfer => transfer.Kind == TransferKind.Post && rows.Periods.Values.Any(state =>
                state.Phase is PeriodPhase.Settled or PeriodPhase.Failed && state.Period == transfer.Period && AccountId.Provider(state.Node) == transfer.Credit))
            .GroupBy(transfer => transfer.Credit))
        {
            Assert.Equal(paid.GetValueOrDefault(posts.Key), posts.Sum(post => post.Amount.Micros));
        }
    }

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
