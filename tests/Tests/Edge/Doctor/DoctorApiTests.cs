using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Tests.Edge.Doctor;

/// <summary><c>GET /v1/doctor</c>.</summary>
public sealed class DoctorApiTests
{
    [Fact]
    public async Task ANodeSaysWhatItsChecksFind()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        JsonElement answer = await host.Admin.GetFromJsonAsync<JsonElement>("/v1/doctor");

        JsonElement node = Assert.Single(answer.GetProperty("nodes").EnumerateArray());
        Assert.Equal("node-1", node.GetProperty("node").GetString());
        Assert.Equal(["health", "store", "ledger", "allowlists", "tokens"], Findings(node).Select(found => found.Check));
        Assert.All(Findings(node), found => Assert.Equal("ok", found.Status));
    }

    [Fact]
    public async Task AStoreThatIsGoneIsAFailureAndTheRestIsToldAllTheSame()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        host.Estate.Store.Fault = new IOException("the disk is gone");
        Assert.Equal(WriteOutcome.Unavailable, await host.Estate.Writer.WriteAsync(WriteEntry.Of()));

        JsonElement answer = await host.Admin.GetFromJsonAsync<JsonElement>("/v1/doctor?all=true");

        Dictionary<string, string> found = Findings(answer.GetProperty("nodes")[0]).ToDictionary(one => one.Check, one => one.Status);
        Assert.Equal(("fail", "fail", "ok"), (found["health"], found["store"], found["tokens"]));

        // Its writer waits by the test's clock, and could not end.
        host.Estate.Store.Fault = null;
        host.Estate.Time.Advance(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task OnlyAdminsAsk()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage nobody = await host.Http.GetAsync("/v1/doctor");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Fact]
    public async Task WhatIsAskedIsReadStrictly()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage answer = await host.Admin.GetAsync("/v1/doctor?all=yes");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static IEnumerable<(string Check, string Status)> Findings(JsonElement node) => node.GetProperty("findings").EnumerateArray()
        .Select(found => (found.GetProperty("check").GetString()!, found.GetProperty("status").GetString()!));
}
