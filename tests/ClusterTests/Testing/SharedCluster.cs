using EasyEnclave.Tests.Testing;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>Three nodes that most tests share: starting processes is what costs.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private PostgresServer? _server;
    private Cluster? _cluster;

    /// <summary>A server of these tests' own: it is stopped, and restarted.</summary>
    internal async Task<PostgresServer> ServerAsync() => _server ??= await PostgresServer.StartAsync("fsync=off");

    /// <summary>The cluster, whole again after whatever the last test did to it.</summary>
    internal async Task<Cluster> WholeAsync()
    {
        if (_cluster is null)
            _cluster = await Cluster.StartAsync(await ServerAsync(), nodes: 3);
        else
            await _cluster.WholeAsync();
        return _cluster;
    }

    // Tests that are skipped need none of it, so it starts when it is first asked for.
    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        _server?.Dispose();
    }
}
