using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage;
using EasyEnclave.Storage.Postgres;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

/// <summary>The way to the database breaks at a commit: what is answered is what happened, and nothing is written twice.</summary>
[RequiresPrograms(PostgresServer.Program)]
public sealed class LostCommitTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    // As the driver sends it, and not what every transaction begins with.
    private const string Commit = "COMMIT\0";

    private PostgresDatabase _database = null!;
    private CuttingProxy _way = null!;
    private PostgresStore _store = null!;

    public async Task InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _way = CuttingProxy.Before(_database.Server.Port);
        _store = await PostgresDatabase.OpenAsync(_database.Server.Url(_database.Name, _way.Port));
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _way.DisposeAsync();
        await _database.DisposeAsync();
    }

    [ContractFact]
    public async Task ACommitWhoseAnswerIsLostIsFoundAndAnswered()
    {
        var lease = await _store.JoinAsync("node-a", Samples.T0, None);
        await AppendAsync(lease, "agent-1");

        _way.CutAt(Commit, letThrough: true);
        Assert.Equal([WriteOutcome.Committed, WriteOutcome.Conflict], await AppendAsync(lease, "agent-2", "agent-1"));

        Assert.Equal(1, _way.Cuts);
        Assert.Equal(2, (await _store.LoadAsync(None)).Agents.Count);
        Assert.Equal(2L, await _database.ReadAsync("SELECT count(*) FROM event"));
        Assert.Equal([WriteOutcome.Committed], await AppendAsync(lease, "agent-3"));
    }

    [ContractFact]
    public async Task ACommitThatNeverArrivedIsToldAsNotWritten()
    {
        var lease = await _store.JoinAsync("node-a", Samples.T0, None);

        _way.CutAt(Commit, letThrough: false);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await AppendAsync(lease, "agent-1"));

        Assert.Equal((StoreFault.Unreachable, 1), (fault.Fault, _way.Cuts));
        Assert.Empty((await _store.LoadAsync(None)).Agents);
        Assert.Equal([WriteOutcome.Committed], await AppendAsync(lease, "agent-1"));
    }

    [ContractFact]
    public async Task AnEmptyBatchIsFoundByItsCountToo()
    {
        var lease = await _store.JoinAsync("node-a", Samples.T0, None);

        _way.CutAt(Commit, letThrough: true);
        Assert.Empty((await _store.AppendAsync(lease, [], Samples.T0, None))!);
        _way.CutAt(Commit, letThrough: false);
        await Assert.ThrowsAsync<StoreException>(async () => await _store.AppendAsync(lease, [], Samples.T0, None));
    }

    [ContractFact]
    public async Task MoneyIsBookedOnceWhereverTheWayBreaks()
    {
        var lease = await _store.JoinAsync(ILedgerStore.Log, Books.T0, None);
        var booked = 0;
        (string Text, bool Arrives)[] cuts =
            [(Commit, true), (Commit, false), ("INSERT INTO transfer", true), ("INSERT INTO transfer", false), ("FOR UPDATE", false), ("BEGIN", false)];
        foreach (var (text, arrives) in cuts)
        {
            LedgerEntry[] batch = [Books.Entry($"k-{booked}", Books.Buy(Books.Alice, "10")), Books.Entry($"p-{booked}", Books.Pay(Books.Alice, Books.Bob, "1"))];
            _way.CutAt(text, arrives);
            var fault = await Record.ExceptionAsync(async () => await _store.AppendLedgerAsync(lease, batch, Books.T0, None));
            var again = (await _store.AppendLedgerAsync(lease, batch, Books.T0, None))!.Outcomes;

            booked++;
            Assert.All(again, outcome => Assert.Equal(fault is null, Assert.IsType<LedgerOutcome.Committed>(outcome).Replayed));
            Assert.Equal(booked, (await _store.ReadAccountAsync(Books.Bob, None))!.Balance.Posted.Micros / 1_000_000);
            Assert.Null(await _store.VerifyLedgerAsync(None));
        }
    }

    [ContractFact]
    public async Task EndedSessionsAreReplacedWithoutAFault()
    {
        var lease = await _store.JoinAsync("node-a", Samples.T0, None);
        await AppendAsync(lease, "agent-1");
        await _store.LoadAsync(None);

        for (var round = 2; round < 5; round++)
        {
            await _database.ReadAsync("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            Assert.Equal([WriteOutcome.Committed], await AppendAsync(lease, $"agent-{round}"));
            Assert.Equal(round, (await _store.LoadAsync(None)).Agents.Count);
        }
    }

    [ContractFact]
    public async Task ADatabaseOutOfReachIsToldAndGoesOnWhenItIsBack()
    {
        var lease = await _store.JoinAsync("node-a", Samples.T0, None);
        _way.Closed = true;
        _way.Cut();

        Assert.Equal(StoreFault.Unreachable, (await Assert.ThrowsAsync<StoreException>(async () => await AppendAsync(lease, "agent-1"))).Fault);
        Assert.Equal(StoreFault.Unreachable, (await Assert.ThrowsAsync<StoreException>(async () => await _store.LoadAsync(None))).Fault);

        _way.Closed = false;
        Assert.Equal([WriteOutcome.Committed], await AppendAsync(lease, "agent-1"));
    }

    private async Task<IReadOnlyList<WriteOutcome>> AppendAsync(LogLease lease, params string[] agents) =>
        (await _store.AppendAsync(lease, [.. agents.Select(agent => Samples.Entry(Samples.Agent(agent)))], Samples.T0, None))!;
}
