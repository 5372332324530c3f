using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage;
using EasyEnclave.Storage.Postgres;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

/// <summary>The machine of the database is lost, and its standby promoted.</summary>
[RequiresPrograms(PostgresServer.Program)]
public sealed class StandbyTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private PostgresServer _primary = null!;
    private PostgresServer _standby = null!;
    private PostgresStore _store = null!;

    public async Task InitializeAsync()
    {
        _primary = await PostgresServer.StartAsync();
        string database = await _primary.CreateAsync();
        _standby = await _primary.FollowAsync();
        _store = await PostgresDatabase.OpenAsync($"postgres://ee@127.0.0.1:{_primary.Port},127.0.0.1:{_standby.Port}/{database}");
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _primary.Dispose();
        _standby.Dispose();
    }

    [ContractFact]
    public async Task WhereItsCommitsAreWaitedForNothingThatWasAnsweredIsMissing()
    {
        await _primary.ExecuteAsync("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()");
        await TestCluster.UntilAsync(async () => "sync".Equals(await _primary.ReadAsync("postgres", "SELECT max(sync_state) FROM pg_stat_replication")));
        LogLease node = await _store.JoinAsync("node-a", Samples.T0, None);
        LogLease ledger = await _store.JoinAsync(ILedgerStore.Log, Books.T0, None);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal([WriteOutcome.Committed], await _store.AppendAsync(node, [Samples.Entry(Samples.Agent($"agent-{i}"))], Samples.T0, None));
            await BuyAsync(ledger, i);
        }

        await PromoteAsync();

        Assert.Equal(20, (await _store.LoadAsync(None)).Agents.Count);
        Assert.Equal([WriteOutcome.Committed], await _store.AppendAsync(node, [Samples.Entry(Samples.Agent("agent-after"))], Samples.T0, None));
        await BuyAsync(ledger, 20);
        Assert.Equal(21, (await _store.ReadLedgerHeadAsync(None)).Seq);
        Assert.Null(await _store.VerifyLedgerAsync(None));
        await _store.VerifyAsync(None);
    }

    [ContractFact]
    public async Task WhereTheEndWasLostNoMoneyMovesOnWhatIsLeft()
    {
        LogLease ledger = await _store.JoinAsync(ILedgerStore.Log, Books.T0, None);
        await BuyAsync(ledger, 0);
        await TestCluster.UntilAsync(async () => await _primary.ReadAsync("postgres", "SELECT bool_and(replay_lsn >= pg_current_wal_lsn()) FROM pg_stat_replication") is true);
        await _standby.StopAsync();
        await BuyAsync(ledger, 1);
        await BuyAsync(ledger, 2);

        _primary.Dispose();
        await _standby.StartAgainAsync();
        await PromoteAsync();

        LedgerViolationException refused = await Assert.ThrowsAsync<LedgerViolationException>(async () => await EventuallyBuyAsync(ledger, 3));
        Assert.Equal(LedgerInvariant.ReachesItsCheckpoint, refused.Violation.Invariant);
        Assert.StartsWith("database_set_back: 2 commits", refused.Violation.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await _store.ReadLedgerHeadAsync(None)).Seq);
    }

    private async Task PromoteAsync()
    {
        _primary.Dispose();
        Assert.Equal(true, await _standby.ReadAsync("postgres", "SELECT pg_promote()"));
    }

    private async Task BuyAsync(LogLease ledger, int key)
    {
        LedgerAppended appended = await EventuallyBuyAsync(ledger, key);
        Assert.IsType<LedgerOutcome.Committed>(Assert.Single(appended.Outcomes));
    }

    // What is out of reach for a moment is asked again, as the writers do.
    private async Task<LedgerAppended> EventuallyBuyAsync(LogLease ledger, int key)
    {
        LedgerAppended? appended = null;
        await TestCluster.UntilAsync(async () =>
        {
            try
            {
                appended = await _store.AppendLedgerAsync(ledger, [Books.Entry($"k-{key}", Books.Buy(Books.Alice, "1"))], Books.T0, None);
                return true;
            }
            catch (StoreException)
            {
                return false;
            }
        });
        return appended!;
    }
}
