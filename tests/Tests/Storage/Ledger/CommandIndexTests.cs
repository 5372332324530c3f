using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Sqlite;
using EasyEnclave.Tests.Actors.Ledger;

namespace EasyEnclave.Tests.Storage.Ledger;

/// <summary>Every command is found, whether it is still in memory or was moved, over restarts and commits that did not happen.</summary>
public sealed class CommandIndexTests : IDisposable
{
    private const int Kept = 300;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Delete();

    [Fact]
    public async Task EveryCommandIsFoundAndNoOther()
    {
        await (await _folder.OpenAsync()).DisposeAsync();
        using var link = SqliteLink.OpenToWrite(_folder.File);
        var index = CommandIndex.Load(link, Kept);
        var last = 0L;
        for (var batch = 0; batch < 60; batch++)
        {
            CommandRow[] rows = [.. Enumerable.Range(1, 1 + (batch * 7 % 90)).Select(n => Row(last + n))];
            Assert.False(link.Transact(() => Write(link, index, rows, last, commits: false)));
            Assert.True(link.Transact(() => Write(link, index, rows, last, commits: true)));
            index.Keep(rows);
            last += rows.Length;
            if (batch % 7 == 6)
                index = CommandIndex.Load(link, Kept);

            Assert.All(Enumerable.Range(1, (int)last), number => Assert.Equal(number, index.Find(link, Id(number))));
            Assert.Null(index.Find(link, Id(last + 1)));
        }

        Assert.InRange(last - link.Number("SELECT count(*) FROM command_id"), 1, Kept);
        Assert.Null(LedgerVerification.CommandsFault(link, index, 0));
    }

    [Fact]
    public async Task ACommitOfWhichNobodyHeardIsNotMadeTwice()
    {
        LogLease lease;
        await using (var store = await _folder.OpenAsync())
            lease = await store.JoinAsync(ILedgerStore.Log, Books.T0, CancellationToken.None);
        using var link = SqliteLink.OpenToWrite(_folder.File);
        using var deaf = new LedgerBatchWriter(link, CommandIndex.Load(link));
        using (var heard = new LedgerBatchWriter(link, CommandIndex.Load(link)))
            heard.Write(lease, [Books.Entry("k", Books.Buy(Books.Alice, "10"))], Books.T0, CancellationToken.None);

        var again = deaf.Write(lease, [Books.Entry("k", Books.Buy(Books.Alice, "10"))], Books.T0, CancellationToken.None);

        Assert.True(Assert.IsType<LedgerOutcome.Committed>(Assert.Single(again!.Outcomes)).Replayed);
        Assert.Equal(1, again.Head.Seq);
    }

    private static bool Write(SqliteLink link, CommandIndex index, CommandRow[] rows, long last, bool commits)
    {
        foreach (var row in rows)
            CommandRows.Write(link.Use(CommandRows.Insert), row);
        index.Move(link, rows.Length, last);
        return commits;
    }

    private static CommandId Id(long number) => CommandId.Derive("admin", $"k{number}");

    private static CommandRow Row(long number) => new(number, Id(number), "admin", new byte[32], 1, 0, Books.T0, null);
}
