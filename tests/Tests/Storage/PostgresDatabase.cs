using EasyEnclave.Storage.Postgres;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Storage;

/// <summary>A database with a store's tables in it, dropped with the test.</summary>
internal sealed class PostgresDatabase(PostgresServer server, string name) : IAsyncDisposable
{
    public PostgresServer Server => server;

    public string Name => name;

    public string Url => server.Url(name);

    public static async Task<PostgresDatabase> CreateAsync()
    {
        var server = await PostgresServer.SharedServer;
        return new PostgresDatabase(server, await server.CreateStoreAsync());
    }

    public ValueTask<PostgresStore> OpenAsync() => OpenAsync(Url);

    public static ValueTask<PostgresStore> OpenAsync(string url) =>
        PostgresStore.OpenAsync(url, new ManualTime(), NullLogger<PostgresStore>.Instance, CancellationToken.None);

    public Task EditAsync(params string[] statements) => server.ExecuteAsync(name, statements);

    public Task<object?> ReadAsync(string sql) => server.ReadAsync(name, sql);

    public async ValueTask DisposeAsync() => await server.DropAsync(name);
}
