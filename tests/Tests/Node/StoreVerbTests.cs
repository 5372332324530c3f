using EasyEnclave.Actors.Ledger;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Storage;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Node;

/// <summary>The program with the verb <c>store</c>: a file becomes a database, and a file again.</summary>
public sealed class StoreVerbTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _other = new();

    public void Dispose()
    {
        _folder.Delete();
        _other.Delete();
    }

    [Fact]
    public async Task AnExportIsReadIntoAnEmptyStoreOnce()
    {
        await FillAsync();
        string file = Path.Combine(_folder.Root, "all.ndjson");
        Directory.CreateDirectory(Path.GetDirectoryName(_other.File)!);

        var exported = await RunAsync("export", file);
        var imported = await RunAsync("import", file, _other.File);
        var verified = await RunAsync("verify", _other.File);

        Assert.Equal((0, 0, 0), (exported.Code, imported.Code, verified.Code));
        Assert.Contains("ledger: 1 transfers, 1 commands, 2 accounts, head ", exported.Output, StringComparison.Ordinal);
        Assert.Equal(exported.Output, imported.Output);
        Assert.Equal(exported.Output, verified.Output);
        Assert.Equal(1, (await RunAsync("import", file, _other.File)).Code);
        Assert.Equal(1, (await RunAsync("export", file)).Code);
        Assert.Equal(1, (await RunAsync("verify", _other.File + "-none")).Code);
        Assert.Equal(2, (await RunAsync("forget")).Code);
    }

    [RequiresProgramFact(PostgresServer.Program)]
    public async Task AFileMovesToADatabaseAndBackWithEqualHeads()
    {
        await FillAsync();
        await using var database = await PostgresDatabase.CreateAsync();
        string address = Path.Combine(_folder.Root, "address");
        await File.WriteAllTextAsync(address, database.Url + "\n");

        var there = await RunAsync("migrate", _folder.File, "@" + address);
        var back = await RunAsync("migrate", "@" + address, _other.File);
        var verified = await RunAsync("verify", database.Url);

        Assert.Equal((0, 0, 0), (there.Code, back.Code, verified.Code));
        Assert.Equal(there.Output, back.Output);
        Assert.Equal(there.Output, verified.Output);
    }

    private async Task FillAsync()
    {
        await using var store = await _folder.OpenAsync();
        var lease = await store.JoinAsync(ILedgerStore.Log, Books.T0, CancellationToken.None);
        await store.AppendLedgerAsync(lease, [Books.Entry("k", Books.Buy(Books.Alice, "10"))], Books.T0, CancellationToken.None);
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using ServerProcess process = ServerProcess.Start(
            ["store", .. arguments], "never", new Dictionary<string, string> { ["EE_DB_PATH"] = _folder.File });
        int code = await process.ExitAsync();
        return (code, process.Output);
    }
}
