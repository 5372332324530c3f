using EasyEnclave.Actors.Ledger;
using EasyEnclave.Storage.Copies;
using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Rows;

namespace EasyEnclave.Storage.Sql;

public abstract partial class SqlStore
{
    /// <summary>Checks every event of every log, and with SQLite every page.</summary>
    /// <exception cref="StoreException">Something contradicts itself; the message says what.</exception>
    public abstract ValueTask VerifyAsync(CancellationToken cancellationToken);

    /// <summary>Writes everything as it is at one instant; answers how many rows that are. Both databases write the same.</summary>
    public ValueTask<long> ExportAsync(Stream output, CancellationToken cancellationToken) =>
        CheckAsync(link => StoreExport.Write(link, output, cancellationToken), cancellationToken);

    /// <summary>Reads a copy into an empty store, in one commit; nobody may use the store meanwhile. Whoever wrote the copied one counts as dead.</summary>
    /// <param name="input">The copy.</param>
    /// <param name="now">The present instant: from the end of what was covered to here, the outage is ours.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The store is not empty.</exception>
    /// <exception cref="StoreCopyException">It is no whole copy; nothing was kept.</exception>
    /// <exception cref="StoreException">The copied logs contradict themselves; nothing was kept.</exception>
    /// <exception cref="LedgerViolationException">The copied ledger contradicts itself; nothing was kept.</exception>
    public ValueTask<long> ImportAsync(Stream input, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(ILedgerStore.Log, desk => StoreImport.Read(desk.Link, Commands, input, now, cancellationToken), cancellationToken);

    /// <summary>Reads where each log and the ledger end.</summary>
    public ValueTask<StoreSummary> ReadSummaryAsync(CancellationToken cancellationToken) => CheckAsync(
        link => link.AtOneInstant(() =>
        {
            var rows = StoreTable.All.Sum(table => link.Number($"SELECT count(*) FROM {table.Name}"));
            using var row = link.Use("SELECT name, head, head_hash FROM log ORDER BY name");
            var logs = RowReader.All(row, static row => (row.Text(0), row.Number(1), Convert.ToHexStringLower(row.Bytes(2))));
            row.Dispose();
            return new StoreSummary(logs, LedgerReader.Head(link), rows);
        }),
        cancellationToken);
}
