using System.Net;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Actors.Ledger;

namespace EasyEnclave.Tests.Edge.Health;

/// <summary>What fronts and monitors learn of this node.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task AServingNodeSaysWhoItIs()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await host.Http.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"status":"ok","version":"1.0.0","node":"node-1","cluster":"single","mode":"production"}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task ADrainingNodeIsAliveButNotReady()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(host, "/health/ready"));

        host.Health.Drain();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining"), await AskAsync(host, "/health"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining"), await AskAsync(host, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(host, "/health/live"));
    }

    [Fact]
    public async Task ANodeWhoseLogWasTakenIsNotReady()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.Store.JoinAsync("node-1", host.Estate.Time.Now, CancellationToken.None);
        Assert.Equal(WriteOutcome.Fenced, await host.Estate.Writer.WriteAsync(WriteEntry.Of()));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "fenced"), await AskAsync(host, "/health/ready"));
    }

    [Fact]
    public async Task ANodeWithoutItsStoreIsNotReadyUntilItIsBack()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        host.Estate.Store.Fault = new IOException("the disk is gone");
        Assert.Equal(WriteOutcome.Unavailable, await host.Estate.Writer.WriteAsync(WriteEntry.Of()));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), await AskAsync(host, "/health/ready"));

        host.Estate.Store.Fault = null;
        Task<WriteOutcome> written = host.Estate.Writer.WriteAsync(WriteEntry.Of()).AsTask();
        await Testing.Until.TrueAsync(() =>
        {
            host.Estate.Time.Advance(TimeSpan.FromMilliseconds(100));
            return written.IsCompleted;
        });

        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(host, "/health/ready"));
    }

    [Fact]
    public async Task ANodeWhoseLedgerContradictsItselfIsNotReady()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.Ledger.WriteAsync(Books.Entry("a", Books.Buy(Books.Alice, "10")));
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(host, "/health/ready"));

        host.Estate.Store.Ledger.Damage(Books.Alice, Books.Holding("11"));
        Assert.NotNull(await host.Estate.Ledger.VerifyAsync(CancellationToken.None));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ledger_frozen"), await AskAsync(host, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync(host, "/health/live"));
    }

    private static async Task<(HttpStatusCode Status, string? Said)> AskAsync(ControlHost host, string path)
    {
        using HttpResponseMessage response = await host.Http.GetAsync(path);
        JsonElement answer = await response.JsonAsync();
        return (response.StatusCode, answer.Text("status"));
    }
}
