using EasyEnclave.Actors.Directory;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>Two nodes over one store, and the wire between them: who lives, and what was written.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private TwoNodes(MemoryStore store, ManualTime time, World one, World two) => (Store, Time, One, Two) = (store, time, one, two);

    public MemoryStore Store { get; }

    public ManualTime Time { get; }

    public World One { get; }

    public World Two { get; }

    public static async Task<TwoNodes> StartAsync()
    {
        ManualTime time = new(Cast.T0);
        MemoryStore store = new() { Clock = time };
        World one = await World.JoinAsync(store, "node-1", time);
        World two = await World.JoinAsync(store, "node-2", time);
        await one.ShowMembersAsync();
        return new TwoNodes(store, time, one, two);
    }

    /// <summary>Reads on both nodes what was written.</summary>
    public async Task FeedAsync()
    {
        Assert.True(await One.Feed!.CatchUpAsync(CancellationToken.None));
        Assert.True(await Two.Feed!.CatchUpAsync(CancellationToken.None));
    }

    public async Task ShowMembersAsync()
    {
        await One.ShowMembersAsync();
        await Two.ShowMembersAsync();
    }

    public async Task ReapAsync(string node) =>
        Assert.True(await Store.ReapAsync((await Store.ReadClusterAsync(CancellationToken.None)).Find(node)!, Time.Now, CancellationToken.None));

    public string Status(World at) => at.Directory.Find(Cast.App)?.StandingAt(Time.Now).Status ?? "unknown";

    public AgentEntry Entry(World at, string agent = "agent-1") => at.Directory.Find(AgentId.Parse(agent))!;

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Two.DisposeAsync();
    }
}
