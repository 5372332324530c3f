using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Sqlite;
using EasyEnclave.Tests.Storage;

namespace EasyEnclave.Tests.Actors.Settlements;

public sealed class SqliteSettlementTests : SettlementContract
{
    private readonly StoreFolder _folder = new();

    private protected override async ValueTask<IStore> OpenAsync() => await _folder.OpenAsync();

    [Theory]
    [InlineData("SELECT node FROM period WHERE due_at <= 1 ORDER BY due_at, node LIMIT 500", "INDEX period_due")]
    [InlineData("SELECT account FROM usage WHERE node = 'n' AND start_at = 1 ORDER BY account", "PRIMARY KEY (node=? AND start_at=?)")]
    [InlineData("SELECT document FROM verdict WHERE node = 'n' AND start_at = 1", "(node=? AND start_at=?)")]
    [InlineData("SELECT id FROM abuse WHERE node = 'n' AND start_at < 1", "INDEX abuse_of_node")]
    public void F33NothingIsFoundByLookingThroughAll(string sql, string way)
    {
        using var link = SqliteLink.OpenToRead(_folder.File);
        using var plan = link.Use("EXPLAIN QUERY PLAN " + sql);

        Assert.True(plan.Step());
        Assert.StartsWith("SEARCH", plan.Text(3));
        Assert.Contains(way, plan.Text(3));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete();
    }
}
