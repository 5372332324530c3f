using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

public sealed class MemoryStoreTests : StoreContract
{
    [Fact]
    public async Task AFaultFailsEveryCallAndWritesNothing()
    {
        var lease = await JoinAsync();
        var memory = (MemoryStore)Store;
        memory.Fault = new IOException("no disk");

        await Assert.ThrowsAsync<IOException>(async () => await AppendAsync(lease, Samples.Entry(Samples.Agent())));

        memory.Fault = null;
        Assert.Empty((await Store.LoadAsync(None)).Agents);
        await CommitAsync(lease, Samples.Entry(Samples.Agent()));
    }

    private protected override ValueTask<IStore> OpenAsync() => new(new MemoryStore());

    // What lives in memory alone does not outlive it: the tests of a restart go on with the same one.
    private protected override Task RestartAsync() => Task.CompletedTask;
}
