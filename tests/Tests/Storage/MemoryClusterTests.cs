using EasyEnclave.Actors.Cluster;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

public sealed class MemoryClusterTests : ClusterContract
{
    [Fact]
    public async Task AFaultOfOneConnectionIsNotTheOthers()
    {
        var mine = (MemoryStore)Store;
        var theirs = mine.Beside();
        theirs.Fault = new IOException("cut off");

        var lease = await mine.JoinNodeAsync(new NodeCard("node-a", "node-a:9000", "1.0.0"), Samples.T0, CancellationToken.None);

        await Assert.ThrowsAsync<IOException>(async () => await theirs.BeatAsync(lease, 0, CancellationToken.None));
        theirs.Fault = null;
        Assert.True(await theirs.BeatAsync(lease, 0, CancellationToken.None));
    }

    private protected override ValueTask<IClusterStore> OpenAsync() => new(new MemoryStore());
}
