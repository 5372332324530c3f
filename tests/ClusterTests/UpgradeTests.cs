using System.Diagnostics;
using System.Text.Json;
using EasyEnclave.ClusterTests.Testing;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.ClusterTests;

/// <summary>Nodes that come, go and are replaced in order, and a database that moves.</summary>
[Collection(ClusterCollection.Name)]
public sealed class UpgradeTests(SharedCluster shared)
{
    [RequiresProgramFact(Cluster.Database)]
    public async Task ThreeNodesRestartedOneByOneUnderLoadFailNoRequestAndMissNoAgent()
    {
        Cluster cluster = await shared.WholeAsync();
        await using RealAgents agents = await RealAgents.StartAsync(cluster, "rolling", count: 3);
        await cluster.ServedAsync("rolling");
        await using RequestLoad requests = new(cluster, "rolling", callers: 3);
        await requests.MoreAsync(20);

        foreach (TestNode node in cluster.Nodes)
        {
            Assert.Equal(0, await node.TerminateAsync());
            await requests.MoreAsync(20);
            await node.StartAsync();
            await node.ReadyAsync();
            await requests.MoreAsync(20);
        }

        await requests.StopAsync();
        Assert.Empty(requests.Failed);
        Assert.Equal(0, await cluster.NumberAsync("SELECT count(*) FROM exception WHERE agent LIKE 'rolling-%'"));
        await Eventually.TrueAsync(async () => await cluster.NumberAsync("SELECT count(*) FROM session WHERE agent LIKE 'rolling-%' AND to_at IS NULL") == 3);
        await cluster.WholeAsync();
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task FromThreeNodesToOneAndBackNothingIsUnowned()
    {
        Cluster cluster = await shared.WholeAsync();
        LivingAgent[] agents = [.. Enumerable.Range(1, 6).Select(i => new LivingAgent(cluster, cluster.TunnelUrl, new AgentScript($"fewer-{i}", "fewer")))];
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);
        await Eventually.TrueAsync(() => agents.All(agent => agent.Serves));

        TestNode last = cluster.Nodes[0];
        foreach (TestNode node in cluster.Nodes.Where(node => node != last))
        {
            Assert.Equal(0, await node.TerminateAsync());
            await Cluster.SeesAsync(last, node, "dead");
        }

        Assert.Same(last, await cluster.HolderAsync());
        await load.MoreAsync(20);
        await Eventually.TrueAsync(async () => (await Cluster.MemberAsync(last, last)).GetProperty("agents").GetInt32() >= agents.Length);
        await last.ServesAsync("fewer");
        await cluster.WholeAsync();

        await load.MoreAsync(20);
        await load.SettleAsync();
        await cluster.ServedAsync("fewer");
        await Task.WhenAll(agents.Select(agent => agent.DisposeAsync().AsTask()));
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ANodeWhoseSchemasDoNotMeetThoseOfALiveOneDoesNotJoin()
    {
        Cluster cluster = await shared.WholeAsync();
        string range = $"UPDATE log SET schema_min = schema_min + 100, schema_max = schema_max + 100 WHERE name = '{cluster.Nodes[0].Name}'";
        TestNode late = cluster.Add();
        try
        {
            await cluster.Server.ExecuteAsync(cluster.DatabaseName, range);
            await late.StartAsync();

            Assert.Equal(1, await late.Process!.EndAsync());
            Assert.Contains("upgrade one version at a time", late.Told, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled exception", late.Told, StringComparison.Ordinal);
            Assert.DoesNotContain(late.Name, (await cluster.IncarnationsAsync()).Keys);

        }
        finally
        {
            await cluster.Server.ExecuteAsync(cluster.DatabaseName, range.Replace('+', '-'));
            await cluster.RemoveAsync(late);
        }
    }

    [RequiresProgramFact(Cluster.Database, "pg_dump", "psql")]
    public async Task ADumpThatIsRestoredElsewhereGoesOnWhereItWas()
    {
        Cluster cluster = await shared.WholeAsync();
        await cluster.AttestAsync(cluster.Nodes[1], new AgentScript("dumped-1", "dumped"));
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);
        JsonElement first = await cluster.Nodes[0].DoneAsync("/v1/credits/purchase", """{"account_id":"dumped","amount_usd":"7"}""", "dumped");
        await load.MoreAsync(20);

        // While the nodes go on: a dump is one instant of it.
        string file = Path.Combine(cluster.Folder, "dump.sql");
        await RunAsync("pg_dump", "-h", "127.0.0.1", "-p", $"{cluster.Server.Port}", "-U", "ee", "-f", file, cluster.DatabaseName);
        await load.SettleAsync();
        string restored = await cluster.Server.CreateAsync();
        await RunAsync("psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", $"{cluster.Server.Port}", "-U", "ee", "-d", restored, "-f", file);
        string secret = cluster.Variables["EE_CLUSTER_SECRET"];
        Assert.DoesNotContain(File.ReadLines(file), line => line.Contains(secret, StringComparison.Ordinal) || line.Contains("PRIVATE KEY", StringComparison.Ordinal));

        await using Cluster moved = await Cluster.StartAsync(cluster.Server, nodes: 1, like: cluster, database: restored);

        JsonElement again = await moved.Nodes[0].DoneAsync("/v1/credits/purchase", """{"account_id":"dumped","amount_usd":"7"}""", "dumped");
        Assert.Equal(first.GetProperty("transfer_id").GetString(), again.GetProperty("transfer_id").GetString());
        await moved.Nodes[0].DoneAsync("/v1/credits/purchase", """{"account_id":"dumped","amount_usd":"7"}""", "more");
        await moved.AttestAsync(moved.Nodes[0], new AgentScript("dumped-1", "dumped"));
        await moved.ServedAsync("dumped");
        await Invariants.HoldAsync(moved);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(InstalledProgram.Find(program), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
    }
}
