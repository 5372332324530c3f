using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Store;
using EasyEnclave.Node.Composition;
using EasyEnclave.Storage;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Node.Composition;

public sealed class SoleNameTests : IAsyncDisposable
{
    private static readonly NodeCard Card = new("node-a:8089", "node-a:8089", "1.0.0");

    private readonly ManualTime _time = new();
    private readonly MemoryStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task ANodeThatBeatsIsNotPutOutByAnotherOfItsName()
    {
        LogLease lease = await _store.JoinNodeAsync(Card, _time.Now, CancellationToken.None);
        Task check = CheckAsync();

        await _store.BeatAsync(lease, 0, CancellationToken.None);
        _time.Advance(SoleName.Look);

        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => check);
        Assert.Equal(StoreFault.InUse, refused.Fault);
        Assert.Contains(Card.Node, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANodeThatWasKilledIsReplacedAfterALook()
    {
        await _store.JoinNodeAsync(Card, _time.Now, CancellationToken.None);
        Task check = CheckAsync();
        Assert.False(check.IsCompleted);

        _time.Advance(SoleName.Look);

        await check;
    }

    [Fact]
    public async Task ANameOfNobodyLiveIsTakenAtOnce()
    {
        await CheckAsync();
        LogLease lease = await _store.JoinNodeAsync(Card, _time.Now, CancellationToken.None);
        await _store.LeaveAsync(lease, _time.Now, _time.Now, CancellationToken.None);

        await CheckAsync();
    }

    private Task CheckAsync() => SoleName.CheckAsync(_store, Card.Node, _time, CancellationToken.None).AsTask();
}
