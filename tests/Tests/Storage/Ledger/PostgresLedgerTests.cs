using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage.Ledger;

[RequiresPrograms(PostgresServer.Program)]
public sealed class PostgresLedgerTests : LedgerContract
{
    private PostgresDatabase? _database;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _database!.DisposeAsync();
    }

    private protected override async ValueTask<IStore> OpenAsync() => await (_database ??= await PostgresDatabase.CreateAsync()).OpenAsync();
}
