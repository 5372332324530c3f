using EasyEnclave.Actors.Store;
using EasyEnclave.Storage;
using EasyEnclave.Storage.Postgres;
using EasyEnclave.Tests.Testing;
using Npgsql;

namespace EasyEnclave.Tests.Storage;

/// <summary>The server has no space left, or no connection: what cannot be written is told, and goes on when there is room again.</summary>
[RequiresPrograms(PostgresServer.Program)]
public sealed class FullServerTests
{
    private const int Connections = 20;
    private static readonly CancellationToken None = CancellationToken.None;

    [ContractFact]
    public async Task WithoutSpaceNothingIsWrittenAndNothingOfItStays()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        await using PostgresStore store = await PostgresDatabase.OpenAsync(database.Server.Url(database.Name));
        LogLease lease = await store.JoinAsync("node-a", Samples.T0, None);
        await AppendAsync(store, lease, "agent-1");

        // As the server says it of a file that it cannot make longer.
        await database.EditAsync(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
            "CREATE TRIGGER full_disk BEFORE INSERT ON event EXECUTE FUNCTION full_disk()");
        StoreException fault = await Assert.ThrowsAsync<StoreException>(async () => await AppendAsync(store, lease, "agent-2"));
        Assert.Equal(StoreFault.Unreachable, fault.Fault);
        Assert.Contains("could not extend file", fault.Message, StringComparison.Ordinal);
        Assert.Single((await store.LoadAsync(None)).Agents);

        await database.EditAsync("DROP TRIGGER full_disk ON event");
        Assert.Equal([WriteOutcome.Committed], await AppendAsync(store, lease, "agent-2"));
        Assert.Equal(2, (await store.LoadAsync(None)).Agents.Count);
        await store.VerifyAsync(None);
    }

    [ContractFact]
    public async Task WithoutAFreeConnectionNothingIsWrittenUntilThereIsOne()
    {
        using PostgresServer server = await PostgresServer.StartAsync($"max_connections={Connections}", "max_wal_senders=0");
        string name = await server.CreateAsync();
        await using PostgresStore store = await PostgresDatabase.OpenAsync(server.Url(name));
        LogLease lease = await store.JoinAsync("node-a", Samples.T0, None);
        await AppendAsync(store, lease, "agent-1");
        await server.ReadAsync(name, "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        List<NpgsqlConnection> others = [];
        try
        {
            PostgresException full = await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                while (others.Count <= Connections)
                    others.Add(await server.ConnectAsync("postgres"));
            });
            Assert.Equal(PostgresErrorCodes.TooManyConnections, full.SqlState);
            Assert.Equal(StoreFault.Unreachable, (await Assert.ThrowsAsync<StoreException>(async () => await AppendAsync(store, lease, "agent-2"))).Fault);
        }
        finally
        {
            foreach (NpgsqlConnection other in others)
                await other.DisposeAsync();
        }

        await TestCluster.UntilAsync(async () => await Record.ExceptionAsync(async () => await AppendAsync(store, lease, "agent-2")) is null);
        Assert.Equal(2, (await store.LoadAsync(None)).Agents.Count);
    }

    private static async Task<IReadOnlyList<WriteOutcome>> AppendAsync(PostgresStore store, LogLease lease, string agent) =>
        (await store.AppendAsync(lease, [Samples.Entry(Samples.Agent(agent))], Samples.T0, None))!;
}
