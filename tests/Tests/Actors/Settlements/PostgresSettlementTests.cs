using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Storage;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Settlements;

[RequiresPrograms(PostgresServer.Program)]
public sealed class PostgresSettlementTests : SettlementContract
{
    private PostgresDatabase? _database;

    private protected override async ValueTask<IStore> OpenAsync() => await (_database ??= await PostgresDatabase.CreateAsync()).OpenAsync();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _database!.DisposeAsync();
    }
}
