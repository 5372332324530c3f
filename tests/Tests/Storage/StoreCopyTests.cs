using System.Text;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Copies;
using EasyEnclave.Storage.Sql;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

/// <summary>A whole store as a file: the same from both databases, read into an empty one of either kind, and refused where it was touched.</summary>
public sealed class StoreCopyTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Later = Samples.T0.AddHours(1);

    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _other = new();

    public void Dispose()
    {
        _folder.Delete();
        _other.Delete();
    }

    [Fact]
    public async Task EveryTableAndColumnIsCopied()
    {
        await using var store = await _folder.OpenAsync();
        using var link = EasyEnclave.Storage.Sqlite.SqliteLink.OpenToRead(_folder.File);
        using var row = link.Use("""
            SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT IN ('schema_step', 'command_id', 'command_slice') AND t.name NOT LIKE 'sqlite_%' ORDER BY 1
            """);
        var columns = new List<string>();
        while (row.Step())
            columns.Add(row.Text(0));

        Assert.Equal(columns, StoreTable.All.SelectMany(table => table.Fields.Select(column => $"{table.Name}.{column.Name}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ACopyIsTheSameStoreAndGoesOn()
    {
        await using var store = await _folder.OpenAsync();
        await FillAsync(store);
        await using var other = await _other.OpenAsync();

        await CopyAsync(store, other);

        await SameAsync(store, other);
        await GoesOnAsync(other);
    }

    [RequiresProgramFact(PostgresServer.Program)]
    public async Task AStoreMovesToPostgresAndBackAndIsTheSame()
    {
        await using var store = await _folder.OpenAsync();
        await FillAsync(store);
        await using var database = await PostgresDatabase.CreateAsync();
        await using var postgres = await database.OpenAsync();
        await using var back = await _other.OpenAsync();

        await CopyAsync(store, postgres);
        await CopyAsync(postgres, back);

        await SameAsync(store, postgres);
        await SameAsync(store, back);
        Assert.Equal(await ExportAsync(postgres), await ExportAsync(back));
        await GoesOnAsync(postgres);
        await GoesOnAsync(back);
    }

    [Fact]
    public async Task NothingIsReadIntoAStoreThatIsNotEmpty()
    {
        await using var store = await _folder.OpenAsync();
        await FillAsync(store);

        await Assert.ThrowsAsync<InvalidOperationException>(() => CopyAsync(store, store));
    }

    [Fact]
    public async Task ACopyThatWasTouchedIsRefusedAndNothingOfItKept()
    {
        string whole;
        await using (var store = await _folder.OpenAsync())
        {
            await FillAsync(store);
            whole = await ExportAsync(store);
        }

        await using var other = await _other.OpenAsync();
        var lines = whole.Split('\n');
        string[] touched =
        [
            "", whole[..^1], whole[..(whole.Length / 2)], whole + "\n", whole + "{}\n", string.Join('\n', lines.Skip(1)), string.Join('\n', lines[..^2]) + "\n",
            whole.Replace("agent-1", "agent-9", StringComparison.Ordinal), whole.Replace("\"alice\"", "\"alicf\"", StringComparison.Ordinal),
            whole.Replace("{\"store\":1}", "{\"store\":2}", StringComparison.Ordinal), whole.Replace("{\"table\":\"app\"}\n", "", StringComparison.Ordinal),
        ];
        foreach (var copy in touched)
        {
            Assert.NotNull(await Record.ExceptionAsync(() => ImportAsync(other, copy)));
            Assert.Equal(0, (await other.ReadSummaryAsync(None)).Rows);
        }

        await ImportAsync(other, whole);
    }

    private static async Task FillAsync(SqlStore store)
    {
        var node = await store.JoinAsync("node-a", Samples.T0, None);
        WriteEntry[] batch =
        [
            Samples.Entry(Samples.Agent("agent-1")), Samples.Entry(Samples.Agent("agent-2")), Samples.Entry(Samples.App()),
            WriteEntry.Of(
                new RowChange.OpenSession(Samples.Agent("agent-1").Id, 1, Samples.T0),
                new RowChange.OpenException(Samples.Agent("agent-1").Id, Samples.T0, "health_fail", "down"),
                new RowChange.PutBlob("ab", new byte[] { 1, 2 }),
                new RowChange.PutValue("empty", ReadOnlyMemory<byte>.Empty),
                new RowChange.PutBan(Samples.Ban()),
                new RowChange.AddRefusals(Samples.T0, "bad", "*", 3)),
        ];
        Assert.All((await store.AppendAsync(node, batch, Samples.T0.AddSeconds(9), None))!, outcome => Assert.Equal(WriteOutcome.Committed, outcome));
        var ledger = await store.JoinAsync(ILedgerStore.Log, Books.T0, None);
        LedgerEntry[] entries =
        [
            Books.Entry("a", Books.Buy(Books.Alice, "10", "pay-1")), Books.Entry("b", Books.Reserve("4", Books.T0.AddHours(9))),
            Books.Entry("c", Books.Pay(Books.Alice, Books.Bob, "1")), Books.Entry("d", new LedgerCommand.Reverse(3)),
        ];
        Assert.All((await store.AppendLedgerAsync(ledger, entries, Books.T0, None))!.Outcomes, outcome => Assert.IsType<LedgerOutcome.Committed>(outcome));
    }

    private static async Task SameAsync(SqlStore one, SqlStore other)
    {
        var (mine, theirs) = (await one.ReadSummaryAsync(None), await other.ReadSummaryAsync(None));
        Assert.Equal((mine.Ledger, mine.Rows), (theirs.Ledger, theirs.Rows));
        Assert.Equal(mine.Logs, theirs.Logs);
        await other.VerifyAsync(None);
        Assert.Null(await other.VerifyLedgerAsync(None));
        Assert.Equal(await StoreText.OfAsync(one), await StoreText.OfAsync(other));
    }

    private static async Task GoesOnAsync(SqlStore store)
    {
        var ledger = await store.JoinAsync(ILedgerStore.Log, Later, None);
        LedgerEntry[] entries = [Books.Entry("a", Books.Buy(Books.Alice, "10", "pay-1")), Books.Entry("e", Books.Post(2, "1"))];
        var outcomes = (await store.AppendLedgerAsync(ledger, entries, Books.T0, None))!.Outcomes;
        Assert.True(Assert.IsType<LedgerOutcome.Committed>(outcomes[0]).Replayed);
        Assert.False(Assert.IsType<LedgerOutcome.Committed>(outcomes[1]).Replayed);
        var node = await store.JoinAsync("node-a", Later, None);
        var entry = WriteEntry.Of(new RowChange.OpenException(Samples.Agent("agent-1").Id, Later, "health_fail", "again"));
        Assert.Equal([WriteOutcome.Committed], await store.AppendAsync(node, [entry], Later, None));
        Assert.Null(await store.VerifyLedgerAsync(None));
        Assert.Equal(Samples.T0.AddSeconds(9), Assert.Single(await store.ReadSessionsAsync(Samples.Agent("agent-1").Id, None)).CoveredTo);
    }

    private static async Task CopyAsync(SqlStore from, SqlStore to) => await ImportAsync(to, await ExportAsync(from));

    private static async Task<string> ExportAsync(SqlStore store)
    {
        using MemoryStream output = new();
        await store.ExportAsync(output, None);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static async Task ImportAsync(SqlStore store, string copy)
    {
        using MemoryStream input = new(Encoding.UTF8.GetBytes(copy));
        await store.ImportAsync(input, Later, None);
    }
}
