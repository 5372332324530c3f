using EasyEnclave.Actors.Coverage;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Settlements.Verdicts;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Settlements;

/// <summary>A ledger, a node that offers four vCPUs, and everything that settles, over a store and a clock that a test moves.</summary>
internal sealed class Market : IAsyncDisposable, INodeOffers, IVerdictSigner
{
    public static readonly DateTimeOffset T0 = new(2026, 11, 22, 13, 0, 0, TimeSpan.Zero);
    public static readonly Period Hour = Period.Parse("2026-11-22T14");
    public static readonly NodeId Node = NodeId.Parse("node-1");
    public static readonly AccountId Alice = AccountId.Parse("alice");
    public static readonly AccountId Bob = AccountId.Parse("bob");

    private readonly LogLease _log;

    private Market(IStore store, LogLease log, LogLease ledger, ManualTime time, SettlementRules rules)
    {
        Store = store;
        Time = time;
        Rules = rules;
        _log = log;
        Ledger = new LedgerWriter(store, ledger, time, NullLogger<LedgerWriter>.Instance);
        Desk = new UsageDesk(store, store, Ledger, this, rules, time);
        Settler = new Settler(store, Ledger, this, rules, time);
        Abuse = new AbuseDesk(store, Ledger, this, time);
        Reversals = new Reversals(store, store, Ledger);
    }

    public IStore Store { get; }

    public ManualTime Time { get; }

    public SettlementRules Rules { get; }

    public LedgerWriter Ledger { get; }

    public UsageDesk Desk { get; }

    public Settler Settler { get; }

    public AbuseDesk Abuse { get; }

    public Reversals Reversals { get; }

    public Dictionary<string, NodeOffer> Offers { get; } = new()
    {
        [Node.Value] = new NodeOffer(Usd.Parse("0.50"), 4, "standard", Usd.Parse("100"), Active: true),
    };

    /// <summary>Runs before a verdict is signed: a test can have something happen between judging and paying.</summary>
    public Func<Task>? BeforeSigning { get; set; }

    public static async Task<Market> OpenAsync(IStore store, bool requiresReservation = false)
    {
        ManualTime time = new(T0);
        LogLease log = await store.JoinAsync("node-1", T0, CancellationToken.None);
        LogLease ledger = await store.JoinAsync(ILedgerStore.Log, T0, CancellationToken.None);
        return new Market(store, log, ledger, time, Times(requiresReservation));
    }

    /// <summary>The times of the contract.</summary>
    public static SettlementRules Times(bool requiresReservation) => new()
    {
        Evidence = new EvidenceRules
        {
            HealthTimeout = TimeSpan.FromSeconds(120),
            AttestationLifetime = TimeSpan.FromSeconds(3630),
            GapLimit = TimeSpan.FromSeconds(300),
        },
        Grace = TimeSpan.FromSeconds(300),
        DisputeWindow = TimeSpan.FromDays(1),
        HaltRefund = TimeSpan.FromDays(7),
        RequiresReservation = requiresReservation,
    };

    public ValueTask<NodeOffer?> FindAsync(NodeId node, DateTimeOffset at, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Offers.GetValueOrDefault(node.Value));

    public string Sign(ReadOnlySpan<byte> payload)
    {
        BeforeSigning?.Invoke().GetAwaiter().GetResult();
        return new UnsignedVerdicts().Sign(payload);
    }

    public async Task BuyAsync(AccountId account, string usd) =>
        Assert.IsType<LedgerOutcome.Committed>(await Ledger.WriteAsync(LedgerEntry.Of(
            Request(), "admin", LedgerCommand.Purchase("card", account, Usd.Parse(usd), reference: null))));

    /// <summary>Notes that the node's agent served from one minute of the period to another.</summary>
    public async Task ServeAsync(double from = -10, double to = 90, string agent = "agent-1", string cause = "agent")
    {
        AgentId id = AgentId.Parse(agent);
        DateTimeOffset end = At(to);
        long epoch = (await Store.ReadSessionsAsync(id, CancellationToken.None)).Count + 1;
        await WriteAsync(
            end > At(300) ? end : At(300),
            new RowChange.OpenSession(id, epoch, At(from)) { Node = Node },
            new RowChange.RenewSession(id, epoch, At(Math.Max(from, to - 20))),
            new RowChange.CloseSession(id, epoch, end, cause));
    }

    public Task MissAsync(double at, string agent = "agent-1") => WriteAsync(
        Time.Now,
        new RowChange.OpenException(AgentId.Parse(agent), At(at), "health_miss", "no answer"),
        new RowChange.CloseExceptions(AgentId.Parse(agent), "health_miss", At(at)));

    public async Task WriteAsync(DateTimeOffset coveredTo, params RowChange[] changes)
    {
        WriteOutcome outcome = Assert.Single((await Store.AppendAsync(_log, [WriteEntry.Of(changes)], coveredTo, CancellationToken.None))!);
        Assert.Equal(WriteOutcome.Committed, outcome);
    }

    public static DateTimeOffset At(double minutes) => Hour.Start.AddTicks((long)(minutes * TimeSpan.TicksPerMinute));

    public void GoTo(DateTimeOffset instant) => Time.Advance(instant - Time.Now);

    public ValueTask<UseOutcome> ReserveAsync(AccountId account, int vcpus, Period? period = null, string? key = null) => Desk.ReserveAsync(
        new ReserveOrder(Node, account, period ?? Hour, vcpus),
        key is null ? Request() : LedgerRequest.Of("admin", IdempotencyKey.Parse(key), [(byte)vcpus]),
        "admin",
        CancellationToken.None);

    public async Task<UseOutcome> ReportAsync(AccountId account, string hours, Period? period = null, NodeId? node = null)
    {
        Assert.True(VcpuHours.TryParse(hours, out VcpuHours used));
        return Assert.Single(await Desk.ReportAsync([new UsageOrder(node ?? Node, account, period ?? Hour, used)], "uptime", CancellationToken.None));
    }

    public ValueTask<SettleOutcome> SettleAsync(Resolution? resolution = null, Period? period = null) =>
        Settler.SettleAsync(Node, period ?? Hour, resolution, "admin", CancellationToken.None);

    /// <summary>Settles and answers the verdict.</summary>
    public async Task<Verdict> VerdictAsync(Resolution? resolution = null)
    {
        SettleOutcome.Judged judged = Assert.IsType<SettleOutcome.Judged>(await SettleAsync(resolution));
        byte[] payload = VerdictDocument.Payload(judged.Stored.Document)!;
        Assert.Null(VerdictCheck.Run(payload, out Verdict? verdict));
        return verdict!;
    }

    public async Task<PeriodPhase> PhaseAsync(Period? period = null) =>
        (await Store.ReadOverlappingAsync(Node, period ?? Hour, CancellationToken.None)).Single(state => state.Period == (period ?? Hour)).Phase;

    public async Task<Balance> BalanceAsync(AccountId account) => (await Store.ReadAccountAsync(account, CancellationToken.None))?.Balance ?? default;

    public async Task<string> AvailableAsync(AccountId account) => (await BalanceAsync(account)).Available.ToString();

    public Task<string> EarnedAsync() => AvailableAsync(AccountId.Provider(Node));

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        Assert.Null(Ledger.Violation);
        await Store.DisposeAsync();
    }

    private static LedgerRequest Request() => LedgerRequest.Of("admin", IdempotencyKey.Parse(Guid.NewGuid().ToString()), []);
}
