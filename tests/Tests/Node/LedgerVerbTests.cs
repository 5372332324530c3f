using EasyEnclave.Actors.Ledger;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Storage;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Node;

/// <summary>The program with the verb <c>ledger</c>, on the store of a server that does not run.</summary>
[RequiresPrograms(PostgresServer.Program)]
public sealed class LedgerVerbTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _other = new();

    public void Dispose()
    {
        _folder.Delete();
        _other.Delete();
    }

    [Fact]
    public async Task AJournalGoesFromOneServerToAnother()
    {
        string file = Path.Combine(_folder.Root, "journal.ndjson");
        await using (var store = await _folder.OpenAsync())
        {
            var lease = await store.JoinAsync(ILedgerStore.Log, Books.T0, CancellationToken.None);
            await store.AppendLedgerAsync(lease, [Books.Entry("k", Books.Buy(Books.Alice, "10"))], Books.T0, CancellationToken.None);
        }

        var (exported, head, _) = await RunAsync(_folder, "export", file);
        var (imported, same, _) = await RunAsync(_other, "import", file);
        var (verified, again, _) = await RunAsync(_other, "verify");

        Assert.Equal((0, 0, 0), (exported, imported, verified));
        Assert.Contains("1 transfers, 1 commands, 2 accounts, head ", head, StringComparison.Ordinal);
        Assert.Equal(head[head.IndexOf(' ', StringComparison.Ordinal)..], same[same.IndexOf(' ', StringComparison.Ordinal)..]);
        Assert.Equal(head[head.IndexOf(' ', StringComparison.Ordinal)..], again[again.IndexOf(' ', StringComparison.Ordinal)..]);
        Assert.Equal(1, (await RunAsync(_other, "import", file)).Code);
        Assert.Equal(1, (await RunAsync(_folder, "export", file)).Code);
    }

    [Fact]
    public async Task AFileThatIsNoJournalIsTold()
    {
        string file = Path.Combine(_folder.Root, "journal.ndjson");
        await File.WriteAllTextAsync(file, "{}\n");

        var (code, _, errors) = await RunAsync(_other, "import", file);

        Assert.Equal(1, code);
        Assert.Contains("line 1", errors, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(_other, "mint")).Code);
    }

    [ContractFact]
    public async Task TheSharedStoreOfTheSettingsIsMeantWhereThereIsOne()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        await using (var store = await database.OpenAsync())
        {
            var lease = await store.JoinAsync(ILedgerStore.Log, Books.T0, CancellationToken.None);
            await store.AppendLedgerAsync(lease, [Books.Entry("k", Books.Buy(Books.Alice, "10"))], Books.T0, CancellationToken.None);
        }

        Directory.CreateDirectory(_folder.Root);
        Dictionary<string, string> settings = new()
        {
            ["EE_DB_URL"] = database.Url,
            ["EE_KEY_FILE"] = Path.Combine(_folder.Root, "cluster.key"),
            ["EE_CLUSTER_SECRET"] = new string('s', 32),
        };

        Assert.Contains("verify: 1 transfers, 1 commands", (await RunAsync(settings, "ledger", "verify")).Output, StringComparison.Ordinal);
        Assert.Contains("accept-shorter: 1 transfers", (await RunAsync(settings, "ledger", "accept-shorter")).Output, StringComparison.Ordinal);
        Assert.Contains("ledger: 1 transfers, 1 commands", (await RunAsync(settings, "store", "verify")).Output, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Errors)> RunAsync(StoreFolder folder, params string[] arguments) =>
        RunAsync(new Dictionary<string, string> { ["EE_DB_PATH"] = folder.File }, ["ledger", .. arguments]);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using ServerProcess process = ServerProcess.Start(arguments, "never", settings);
        int code = await process.ExitAsync();
        return (code, process.Output, process.Errors);
    }
}
