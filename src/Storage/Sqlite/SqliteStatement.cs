using EasyEnclave.Storage.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>One prepared statement of a link, used again and again; disposing of it rewinds it for the next use.</summary>
/// <remarks>
/// It speaks to SQLite directly: binding UTF-8 bytes without a string between, and a third of the time that an ADO.NET command takes
/// for a small row.
/// </remarks>
internal sealed class SqliteStatement : Statement
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public override Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public override Statement Bind(int index, string? value)
    {
        if (value is null)
            return BindNull(index);
        Check(raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    public override Statement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(_statement, index, utf8));
        return this;
    }

    public override Statement BindBlob(int index, ReadOnlySpan<byte> value)
    {
        // Without bytes the span has no address, which SQLite would take for null.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public override bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE)
            Check(result);
        return false;
    }

    public override int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    public override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public override long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public override string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public override ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public override Statement BindNoNumber(int index) => BindNull(index);

    public override Statement BindNoBlob(int index) => BindNull(index);

    public override void Dispose() => raw.sqlite3_reset(_statement);

    /// <summary>Frees it for good.</summary>
    public void Close() => _statement.Dispose();

    private SqliteStatement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
