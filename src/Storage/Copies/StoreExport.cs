using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Copies;

/// <summary>Writes all tables as lines of JSON: a head, for each table its name and then its rows, and an end with the hash of all before it.</summary>
/// <remarks>A row is an array in the order of its columns; bytes are in base64. Both databases give the same lines in the same order.</remarks>
internal static class StoreExport
{
    /// <summary>The format's version.</summary>
    public const int Version = 1;

    private const int FlushBytes = 1 << 20;

    public static long Write(Link link, Stream output, CancellationToken cancellationToken) => link.AtOneInstant(() =>
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var page = new MemoryStream();
        using var json = new Utf8JsonWriter(page);
        Line(page, json, () => json.WriteNumber("store", Version));
        var rows = 0L;
        foreach (var table in StoreTable.All)
        {
            Line(page, json, () => json.WriteString("table", table.Name));
            using var row = link.Use(table.Select);
            while (row.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                Row(page, json, table, row);
                rows++;
                if (page.Length > FlushBytes)
                    Flush(page, sha, output);
            }
        }

        Flush(page, sha, output);
        Line(page, json, () =>
        {
            json.WriteNumber("rows", rows);
            json.WriteString("sha256", Convert.ToHexStringLower(sha.GetHashAndReset()));
        });
        output.Write(page.GetBuffer(), 0, (int)page.Length);
        output.Flush();
        return rows;
    });

    private static void Row(MemoryStream page, Utf8JsonWriter json, StoreTable table, Statement row)
    {
        json.Reset(page);
        json.WriteStartArray();
        for (var column = 0; column < table.Fields.Count; column++)
        {
            if (row.IsNull(column))
                json.WriteNullValue();
            else if (table.Fields[column].Kind == ColumnKind.Number)
                json.WriteNumberValue(row.Number(column));
            else if (table.Fields[column].Kind == ColumnKind.Bytes)
                json.WriteBase64StringValue(row.Bytes(column));
            else
                json.WriteStringValue(row.Text(column));
        }

        json.WriteEndArray();
        json.Flush();
        page.WriteByte((byte)'\n');
    }

    private static void Line(MemoryStream page, Utf8JsonWriter json, Action write)
    {
        json.Reset(page);
        json.WriteStartObject();
        write();
        json.WriteEndObject();
        json.Flush();
        page.WriteByte((byte)'\n');
    }

    private static void Flush(MemoryStream page, IncrementalHash sha, Stream output)
    {
        sha.AppendData(page.GetBuffer(), 0, (int)page.Length);
        output.Write(page.GetBuffer(), 0, (int)page.Length);
        page.SetLength(0);
    }
}
