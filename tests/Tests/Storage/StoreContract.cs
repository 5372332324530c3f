using System.Text.Json;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage;

namespace EasyEnclave.Tests.Storage;

/// <summary>What every store keeps: inherited once for each, the chapters of it in the files beside this one.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private protected const string Log = "node-a";

    private protected static readonly DateTimeOffset T0 = Samples.T0;
    private protected static readonly CancellationToken None = CancellationToken.None;
    private protected static readonly AgentId Agent1 = AgentId.Parse("agent-1");

    private protected IStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Opens the store of this test: empty at first, and what was written before when opened again.</summary>
    private protected abstract ValueTask<IStore> OpenAsync();

    /// <summary>Ends the store and opens it again.</summary>
    private protected virtual async Task RestartAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenAsync();
    }

    private protected ValueTask<LogLease> JoinAsync() => Store.JoinAsync(Log, T0, None);

    private protected ValueTask<IReadOnlyList<WriteOutcome>?> AppendAsync(LogLease lease, params WriteEntry[] batch) =>
        Store.AppendAsync(lease, batch, T0, None);

    /// <summary>Writes what must be taken.</summary>
    private protected async Task CommitAsync(LogLease lease, params WriteEntry[] batch) =>
        Assert.All((await AppendAsync(lease, batch))!, outcome => Assert.Equal(WriteOutcome.Committed, outcome));

    private protected ValueTask<IReadOnlyList<StoredEvent>> EventsAsync(long after = 0, int limit = 1000, EntityName? entity = null) =>
        Store.ReadEventsAsync(new EventQuery(Log, after, limit, entity), None);

    private protected static string Json(AgentState state) =>
        JsonSerializer.Serialize(state, StoreJson.Default.AgentState);

    private protected static string Json(AppState state) =>
        JsonSerializer.Serialize(state, StoreJson.Default.AppState);
}
