using EasyEnclave.Storage.Sqlite;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

/// <summary>Both databases have the same tables, column by column, but for what makes SQLite's index of commands.</summary>
public sealed class SameTablesTests
{
    private static readonly string[] SqliteAlone = ["command_id", "command_slice"];

    [RequiresProgramFact(PostgresServer.Program)]
    public async Task EveryTableHasTheSameColumnsInBothDatabases()
    {
        await using var database = await PostgresDatabase.CreateAsync();

        var sqlite = await SqliteColumnsAsync();
        var postgres = await PostgresColumnsAsync(database);

        Assert.NotEmpty(sqlite);
        Assert.Equal(sqlite.Order(StringComparer.Ordinal), postgres.Order(StringComparer.Ordinal));
    }

    private static async Task<List<string>> SqliteColumnsAsync()
    {
        var folder = new StoreFolder();
        try
        {
            await (await folder.OpenAsync()).DisposeAsync();
            using var link = SqliteLink.OpenToRead(folder.File);
            using var row = link.Use("""
                SELECT t.name, c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
                """);
            var columns = new List<string>();
            while (row.Step())
            {
                if (row.Text(0) != "schema_step" && !SqliteAlone.Contains(row.Text(0)))
                    columns.Add($"{row.Text(0)}.{row.Text(1)} {row.Text(2)}");
            }

            return columns;
        }
        finally
        {
            folder.Delete();
        }
    }

    private static async Task<List<string>> PostgresColumnsAsync(PostgresDatabase database)
    {
        await using var connection = await database.Server.ConnectAsync(database.Name);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT table_name || '.' || column_name || ' ' || CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB' WHEN 'text' THEN 'TEXT' ELSE data_type END,
                data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
            FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'schema_step'
            """;
        await using var row = await command.ExecuteReaderAsync();
        var columns = new List<string>();
        while (await row.ReadAsync())
        {
            Assert.False(row.GetBoolean(1), $"{row.GetString(0)} is ordered by the server's locale.");
            columns.Add(row.GetString(0));
        }

        return columns;
    }
}
