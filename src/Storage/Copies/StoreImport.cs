using System.Text.Json;
using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Copies;

/// <summary>Reads a copy into an empty store, in one commit, which is made only when all of it holds together.</summary>
internal static class StoreImport
{
    // More than any row: the largest value is an allowlist or a piece of collateral in base64.
    private const int LineBytes = 32 * 1024 * 1024;

    public static long Read(Link link, CommandLookup commands, Stream input, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = 0L;
        link.Transact(() =>
        {
            CheckEmpty(link);
            rows = ReadLines(link, input, cancellationToken);
            commands.MoveAll(link, link.Number("SELECT coalesce(max(no), 0) FROM command"));
            LogVerification.Check(link, "in the copy", long.MaxValue);
            if (LedgerVerification.Check(link, commands, cancellationToken) is { } violation)
                throw new Actors.Ledger.LedgerViolationException(violation);
            EndAll(link, now);
            return true;
        });
        return rows;
    }

    private static void CheckEmpty(Link link)
    {
        foreach (var table in StoreTable.All)
        {
            if (link.Number($"SELECT count(*) FROM {table.Name}") != 0)
                throw new InvalidOperationException($"The store is not empty: there are rows in {table.Name}. A copy is read into an empty one only.");
        }
    }

    private static long ReadLines(Link link, Stream input, CancellationToken cancellationToken)
    {
        using var lines = new CopyLines(input, LineBytes);
        var (next, rows) = (0, 0L);
        Statement? insert = null;
        if (!lines.Next() || Number(lines.Line, "store") != StoreExport.Version)
            throw new StoreCopyException("It is no copy of a store, or of a version that this program does not know.");
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (lines.Line.ValueKind == JsonValueKind.Array && insert is not null)
            {
                Row(StoreTable.All[next - 1], insert, lines.Line);
                rows++;
            }
            else if (next < StoreTable.All.Count && Text(lines.Line, "table") == StoreTable.All[next].Name)
            {
                insert = link.Use(StoreTable.All[next++].Insert);
            }
            else if (next == StoreTable.All.Count && Number(lines.Line, "rows") == rows && Text(lines.Line, "sha256") == lines.HashBefore && !lines.Next())
            {
                return rows;
            }
            else
            {
                throw lines.Fault("it is not what should stand there");
            }
        }

        throw lines.Fault("the copy ends before its end");
    }

    private static void Row(StoreTable table, Statement insert, JsonElement row)
    {
        if (row.GetArrayLength() != table.Fields.Count)
            throw new StoreCopyException($"A row of {table.Name} has {row.GetArrayLength()} values.");
        var index = 0;
        foreach (var value in row.EnumerateArray())
        {
            var kind = table.Fields[index++].Kind;
            try
            {
                Bind(insert, index, kind, value);
            }
            catch (Exception fault) when (fault is FormatException or InvalidOperationException)
            {
                throw new StoreCopyException($"A row of {table.Name} has another value than belongs into {table.Fields[index - 1].Name}.", fault);
            }
        }

        insert.Add();
    }

    private static void Bind(Statement insert, int index, ColumnKind kind, JsonElement value)
    {
        var isNull = value.ValueKind == JsonValueKind.Null;
        _ = kind switch
        {
            ColumnKind.Number => isNull ? insert.BindNoNumber(index) : insert.Bind(index, value.GetInt64()),
            ColumnKind.Bytes => isNull ? insert.BindNoBlob(index) : insert.BindBlob(index, value.GetBytesFromBase64()),
            _ => insert.Bind(index, isNull ? null : value.GetString()),
        };
    }

    /// <summary>Nobody of those who wrote the copied store writes this one: what each covered ends where it ended, until now the outage is ours.</summary>
    private static void EndAll(Link link, DateTimeOffset now)
    {
        using (var end = link.Use("""
            UPDATE incarnation SET covered_to = (SELECT l.covered_to FROM log l WHERE l.name = incarnation.log), ended_at = ? WHERE covered_to IS NULL
            """))
        {
            end.Bind(1, Microseconds.Of(now)).Run();
        }

        link.Execute("UPDATE log SET state = 'dead', holder = NULL");
    }

    private static long? Number(JsonElement line, string name) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : null;

    private static string? Text(JsonElement line, string name) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
