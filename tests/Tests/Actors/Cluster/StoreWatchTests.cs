using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>What is served while the store does not answer.</summary>
public sealed class StoreWatchTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true, "unattested", "store_unavailable")]
    [InlineData(false, "active", "active")]
    public async Task OnlyASealedNetworkFailsClosed(bool failsClosed, string status, string reason)
    {
        await using World world = await World.StartAsync(failsClosed: failsClosed);
        await using StoreWatch watch = new(world.Directory, world.Writer, Limit, world.Time, NullLogger<StoreWatch>.Instance);
        await using Candidate agent = new(world, Cast.Who);
        await agent.AttestAsync();

        world.Store.Fault = new IOException("no store");
        await Until.TrueAsync(() => world.Writer.SilentFor > TimeSpan.Zero, () => world.Time.Advance(TimeSpan.FromSeconds(1)));
        world.Time.Advance(Limit - world.Writer.SilentFor - TimeSpan.FromSeconds(2));
        Assert.Equal("active", Standing(world).Status);
        world.Time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal((status, reason), (Standing(world).Status, Standing(world).Reason));
        Assert.Equal(failsClosed, Standing(world).Eligible.IsEmpty);

        world.Store.Fault = null;
        await Until.TrueAsync(() => Standing(world).Status == "active", () => world.Time.Advance(TimeSpan.FromMilliseconds(200)));
    }

    private static AppStanding Standing(World world) => world.Directory.Find(Cast.App)!.StandingAt(world.Time.Now);
}
