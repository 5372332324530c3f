using System.Net;
using System.Text.Json;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem.Cluster;

/// <summary>What operators learn of several nodes by asking one.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task OneNodeTellsWhatAllFind()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 2);
        JsonElement answer = default;
        await TestCluster.UntilAsync(async () =>
        {
            answer = await cluster.GetAsync(cluster.Nodes[0], "/v1/doctor?all=true");
            return Finding(answer, 0, "members") == "ok" && Finding(answer, 1, "members") == "ok";
        });

        Assert.Equal(2, answer.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node").GetString()).Distinct().Count());
        foreach (int node in new[] { 0, 1 })
        {
            foreach (string check in new[] { "store", "advertise", "ports", "lag" })
                Assert.Equal("ok", Finding(answer, node, check));
            Assert.Equal("warn", Finding(answer, node, "mode")); // the tests' platform is simulated
        }

        Assert.Single((await cluster.GetAsync(cluster.Nodes[0], "/v1/doctor")).GetProperty("nodes").EnumerateArray());
    }

    [Fact]
    public async Task AnOrderTakesAReasonAndNothingElse()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 2);
        string other = (await cluster.GetAsync(cluster.Nodes[1], "/v1/doctor")).GetProperty("nodes")[0].GetProperty("node").GetString()!;
        string path = $"/v1/cluster/nodes/{Uri.EscapeDataString(other)}/drain";

        using HttpResponseMessage wrong = await cluster.PostAsync(cluster.Nodes[0], path, new { reason = "two\nlines" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        using HttpResponseMessage done = await cluster.PostAsync(cluster.Nodes[0], path, new { reason = "a new kernel" });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        await TestCluster.UntilAsync(async () => Finding(await cluster.GetAsync(cluster.Nodes[1], "/v1/doctor"), 0, "health") == "warn");
    }

    private static string? Finding(JsonElement answer, int node, string check) => answer.GetProperty("nodes")[node].GetProperty("findings").EnumerateArray()
        .FirstOrDefault(found => found.GetProperty("check").GetString() == check) is { ValueKind: JsonValueKind.Object } found
            ? found.GetProperty("status").GetString()
            : null;
}
