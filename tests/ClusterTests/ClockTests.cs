using System.Text.Json;
using EasyEnclave.ClusterTests.Testing;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.ClusterTests;

/// <summary>Clocks that are wrong, and a period that ends while its settler dies.</summary>
[Collection(WiresCollection.Name)]
public sealed class ClockTests(SharedCluster shared)
{
    [RequiresProgramFact(Cluster.Database, FakeClock.Program)]
    public async Task AClockThatIsAnHourOffMakesItsNodeNotReadyAndDatesNothing()
    {
        Cluster cluster = await shared.WholeAsync();
        IReadOnlyDictionary<string, string> before = await cluster.IncarnationsAsync();
        TestNode wrong = cluster.Nodes[1];
        foreach (int hours in (int[])[1, -1])
        {
            using FakeClock clock = new(TimeSpan.FromHours(hours));
            await wrong.TerminateAsync();
            await wrong.StartAsync([.. clock.Variables.Select(variable => (variable.Key, variable.Value))]);
            await Eventually.TrueAsync(
                async () => (await wrong.HealthAsync()).GetProperty("status").GetString() == "clock_off", () => wrong.Told);

            // It is a member all the same: nobody compares clocks to say who lives.
            await Cluster.SeesAsync(cluster.Nodes[0], wrong, "active");
            string agent = $"clock-{hours + 2}";
            DateTimeOffset least = TimeProvider.System.GetUtcNow();
            await cluster.AttestAsync(wrong, new AgentScript(agent, "clock"));
            await cluster.Nodes[0].ServesAsync("clock");
            long at = await cluster.NumberAsync($"SELECT attested_at FROM agent WHERE agent_id = '{agent}'");
            DateTimeOffset said = DateTimeOffset.UnixEpoch.AddMicroseconds(at);
            Assert.InRange(said, least.AddSeconds(-30), TimeProvider.System.GetUtcNow().AddSeconds(30));
        }

        await wrong.TerminateAsync();
        await cluster.WholeAsync();
        IReadOnlyDictionary<string, string> after = await cluster.IncarnationsAsync();
        Assert.All(cluster.Nodes.Where(node => node != wrong), node => Assert.Equal(before[node.Name], after[node.Name]));
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database, FakeClock.Program)]
    public async Task APeriodThatEndsWhileTheLedgersHolderDiesIsSettledOnce()
    {
        using FakeClock clock = new(TimeSpan.Zero);
        using PostgresServer server = await PostgresServer.StartAsync(clock.Variables, "fsync=off");
        await using Cluster cluster = await Cluster.StartAsync(server, nodes: 3, clock.Variables);
        TestNode any = cluster.Nodes[0];
        DateTimeOffset start = Hour(clock.Now).AddHours(1);
        string period = $"\"period_start\":\"{start:yyyy-MM-ddTHH:mm:ssZ}\",\"period_end\":\"{start.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}\"";
        await any.DoneAsync(
            "/v1/nodes/register", """{"node_id":"n1","price_usd_per_vcpu_hour":"0.50","vcpus":4,"stake_tier":"economy","stake_amount_usd":"5"}""", "n1");
        await any.DoneAsync("/v1/credits/purchase", """{"account_id":"alice","amount_usd":"10"}""", "alice");
        await any.DoneAsync("/v1/reservations", $$"""{"account_id":"alice","node_id":"n1","vcpus":4,{{period}}}""", "r1");
        clock.Set(start.AddMinutes(59) - TimeProvider.System.GetUtcNow());
        await Eventually.TrueAsync(async () =>
        {
            using HttpResponseMessage used = await any.PostAsync("/v1/usage/report", $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":3,{{period}}}""");
            return used.IsSuccessStatusCode;
        });

        TestNode holder = await cluster.HolderAsync();
        clock.Set(start.AddHours(1).AddSeconds(1) - TimeProvider.System.GetUtcNow());
        await holder.KillAsync();
        TestNode[] left = [.. cluster.Nodes.Where(node => node != holder)];
        string path = $"/v1/settlements/{start:yyyy-MM-ddTHH}/finalize";
        JsonElement[] verdicts = await Task.WhenAll(Enumerable.Range(0, 6).Select(turn => left[turn % 2].DoneAsync(path, """{"node_id":"n1"}""")));

        Assert.Single(verdicts.Select(verdict => $"{verdict.GetProperty("verdict")} {verdict.GetProperty("paid_usd")}").Distinct());
        Assert.Equal(1, await cluster.NumberAsync("SELECT count(*) FROM verdict WHERE node = 'n1' AND final = 1"));
        Assert.Equal(0, await cluster.NumberAsync("SELECT count(*) FROM pending WHERE resolved_by IS NULL"));
        Assert.Equal(1, await cluster.NumberAsync("SELECT count(*) FROM transfer WHERE kind IN ('post', 'void', 'expire')"));
        await Invariants.HoldAsync(cluster);
    }

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero);
}
