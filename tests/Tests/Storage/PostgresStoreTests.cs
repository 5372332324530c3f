using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

[RequiresPrograms(PostgresServer.Program)]
public sealed class PostgresStoreTests : StoreContract
{
    private PostgresDatabase? _database;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _database!.DisposeAsync();
    }

    private protected override async ValueTask<IStore> OpenAsync() => await (_database ??= await PostgresDatabase.CreateAsync()).OpenAsync();
}
