namespace EasyEnclave.Storage.Sqlite;

/// <summary>Puts shared SQL into SQLite's words: it has one writer, and no locks on rows.</summary>
internal static class SqliteDialect
{
    private static readonly string[] Locks = [" FOR UPDATE", " FOR SHARE"];

    public static string Of(string sql)
    {
        foreach (var row in Locks)
        {
            if (sql.EndsWith(row, StringComparison.Ordinal))
                return sql[..^row.Length];
        }

        return sql;
    }
}
