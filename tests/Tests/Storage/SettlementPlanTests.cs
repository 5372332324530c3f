using EasyEnclave.Storage.Sqlite;

namespace EasyEnclave.Tests.Storage;

/// <summary>How SQLite finds what settling asks for: by an index each, however many periods there are.</summary>
public sealed class SettlementPlanTests
{
    [Theory]
    [InlineData("SELECT node FROM period WHERE due_at <= 1 ORDER BY due_at, node LIMIT 500", "period_due")]
    [InlineData("SELECT node FROM period WHERE node = 'n' AND start_at < 2 AND end_at > 1 ORDER BY start_at", "PRIMARY KEY")]
    [InlineData("SELECT account FROM usage WHERE node = 'n' AND start_at = 1 ORDER BY account", "PRIMARY KEY")]
    [InlineData("SELECT c.seq, p.resolved_by FROM command c LEFT JOIN pending p ON p.seq = c.seq WHERE c.no = 1", "PRIMARY KEY")]
    [InlineData("SELECT DISTINCT node FROM period WHERE start_at BETWEEN 1 AND 2 AND end_at > 2 AND phase = 'open'", "period_by_start")]
    [InlineData("SELECT agent FROM session WHERE node = 'n' AND from_at < 2", "session_of_node")]
    [InlineData("SELECT id FROM abuse WHERE node = 'n' AND start_at < 2 AND end_at > 1 AND state = 'authorized'", "abuse_of_node")]
    public async Task F33NothingIsFoundByLookingAtEverything(string sql, string index)
    {
        var folder = new StoreFolder();
        try
        {
            await using (await folder.OpenAsync())
            {
            }

            using var link = SqliteLink.OpenToRead(folder.File);
            using var row = link.Use("EXPLAIN QUERY PLAN " + sql);
            var plan = new List<string>();
            while (row.Step())
                plan.Add(row.Text(3));

            Assert.Contains(index, string.Join("; ", plan), StringComparison.Ordinal);
            Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete();
        }
    }
}
