using EasyEnclave.Actors.Cluster;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

[RequiresPrograms(PostgresServer.Program)]
public sealed class PostgresClusterTests : ClusterContract
{
    private PostgresDatabase? _database;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _database!.DisposeAsync();
    }

    private protected override async ValueTask<IClusterStore> OpenAsync() => await (_database ??= await PostgresDatabase.CreateAsync()).OpenAsync();
}
