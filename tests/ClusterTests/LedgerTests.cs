using System.Net;
using System.Text.Json;
using EasyEnclave.ClusterTests.Testing;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.ClusterTests;

/// <summary>Money, through whichever node, while others want the same.</summary>
[Collection(ClusterCollection.Name)]
public sealed class LedgerTests(SharedCluster shared)
{
    [RequiresProgramFact(Cluster.Database)]
    public async Task OppositeTransfersAndAHotAccountComeOutEvenWhileTheirHolderDies()
    {
        Cluster cluster = await shared.WholeAsync();
        await using TransferLoad opposite = await TransferLoad.StartAsync(cluster, callers: 6, caller => caller % 2 == 0 ? (0, 1) : (1, 0));
        await using TransferLoad hot = await TransferLoad.StartAsync(cluster, callers: 6, caller => (caller, 9));
        await opposite.MoreAsync(20);
        await hot.MoreAsync(20);

        await (await cluster.HolderAsync()).KillAsync();

        await opposite.MoreAsync(20);
        await hot.MoreAsync(20);
        await opposite.SettleAsync();
        await hot.SettleAsync();
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task OneKeyThroughAllNodesAtOnceIsOneTransferAndAnotherWishUnderItIsRefused()
    {
        Cluster cluster = await shared.WholeAsync();
        for (int round = 0; round < 5; round++)
        {
            string key = $"once-{Guid.NewGuid()}";
            string body = $$"""{"account_id":"once","amount_usd":"5","memo":"{{key}}"}""";
            (HttpStatusCode Status, bool Replayed, string Said)[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async turn =>
            {
                using HttpResponseMessage answer = await cluster.Nodes[turn % 3].PostAsync("/v1/credits/purchase", body, key);
                return (answer.StatusCode, answer.Headers.Contains("Idempotent-Replayed"), await answer.Content.ReadAsStringAsync());
            }));

            Assert.Equal(1, answers.Count(answer => answer is { Status: HttpStatusCode.OK, Replayed: false }));
            Assert.All(answers, answer => Assert.True(
                answer.Status == HttpStatusCode.OK || (answer.Status == HttpStatusCode.Conflict && Error(answer.Said) == "in_progress"), answer.Said));
            foreach (TestNode node in cluster.Nodes)
            {
                using HttpResponseMessage again = await node.PostAsync("/v1/credits/purchase", body, key);
                Assert.Equal((HttpStatusCode.OK, true), (again.StatusCode, again.Headers.Contains("Idempotent-Replayed")));
                using HttpResponseMessage other = await node.PostAsync("/v1/credits/purchase", body.Replace("\"5\"", "\"6\"", StringComparison.Ordinal), key);
                Assert.Equal((HttpStatusCode.Conflict, "idempotency_conflict"), (other.StatusCode, Error(await other.Content.ReadAsStringAsync())));
            }

            Assert.Equal(1, await cluster.NumberAsync($"SELECT count(*) FROM transfer WHERE memo = '{key}'"));
        }

        await Invariants.HoldAsync(cluster);
    }

    private static string? Error(string problem) => JsonElement.Parse(problem).GetProperty("error").GetString();
}
