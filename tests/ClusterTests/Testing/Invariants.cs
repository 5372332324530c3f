using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>What must hold whatever happened: the ledger's own rules, checked by its whole check and once more by plain SQL.</summary>
internal static class Invariants
{
    public static async Task HoldAsync(Cluster cluster)
    {
        foreach (TestNode node in cluster.Nodes.Where(node => node.Runs))
        {
            JsonElement balance = default;
            await Eventually.TrueAsync(async () => (balance = await node.GetAsync("/v1/ledger/trial-balance")).ValueKind == JsonValueKind.Object);
            Assert.True(balance.GetProperty("balanced").GetBoolean(), balance.GetRawText());
            Assert.False(balance.GetProperty("frozen").GetBoolean(), balance.GetRawText());
        }

        await HoldInAsync(cluster, cluster.DatabaseName);
    }

    /// <summary>The same of what a database holds.</summary>
    public static async Task HoldInAsync(Cluster cluster, string database)
    {
        await using (PostgresStore store = await PostgresStore.OpenAsync(
            cluster.Server.Url(database), TimeProvider.System, NullLogger<PostgresStore>.Instance, CancellationToken.None))
        {
            LedgerViolation? violation = null;
            for (int i = 0; i < 5; i++)
            {
                // What is written while it is checked may look like a violation to a check that reads in pieces.
                violation = await store.VerifyLedgerAsync(CancellationToken.None);
                if (violation is null)
                    break;
            }

            Assert.Null(violation);
        }

        string[] wrong =
        [
            "SELECT abs(coalesce(sum(posted), 0))::bigint FROM account",
            "SELECT abs(coalesce(sum(pending_out), 0) - coalesce(sum(pending_in), 0))::bigint FROM account",
            "SELECT count(*) FROM account WHERE minimum IS NOT NULL AND posted - pending_out < minimum",
            "SELECT count(*) - coalesce(max(seq), 0) FROM transfer",
            "SELECT count(*) - count(DISTINCT id) FROM command",
            "SELECT count(*) FROM (SELECT 1 FROM event GROUP BY log HAVING count(*) <> max(seq) - min(seq) + 1) AS holes",
            "SELECT count(*) FROM log l JOIN (SELECT log, max(seq) AS seq FROM event GROUP BY log) e ON e.log = l.name WHERE e.seq <> l.head",
            "SELECT count(*) FROM (SELECT agent FROM session WHERE to_at IS NULL AND incarnation IN (SELECT incarnation FROM log WHERE state <> 'dead') "
                + "GROUP BY agent HAVING count(*) > 1) AS twice",
            "SELECT count(*) FROM period p WHERE phase IN ('settled', 'failed') AND (SELECT count(*) FROM verdict v WHERE v.node = p.node "
                + "AND v.start_at = p.start_at AND v.final = 1) <> 1",
        ];
        await using Npgsql.NpgsqlConnection connection = await cluster.Server.ConnectAsync(database);
        await using Npgsql.NpgsqlTransaction snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        foreach (string sql in wrong)
        {
            await using Npgsql.NpgsqlCommand read = new(sql, connection, snapshot);
            Assert.True((long)(await read.ExecuteScalarAsync())! == 0, sql);
        }
    }
}
