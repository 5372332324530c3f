using System.Text;
using EasyEnclave.Storage.Sql;
using Npgsql;
using NpgsqlTypes;

namespace EasyEnclave.Storage.Postgres;

/// <summary>One statement of a link; the server prepares it when it is used again.</summary>
internal sealed class PostgresStatement : Statement
{
    private readonly PostgresLink _link;
    private readonly PostgresText _text;
    private readonly NpgsqlDbType[] _types;
    private readonly object?[] _values;
    private readonly Stack<NpgsqlBatchCommand> _spare = new();
    private NpgsqlCommand? _command;
    private NpgsqlDataReader? _reader;

    public PostgresStatement(PostgresLink link, string sql)
    {
        _link = link;
        _text = PostgresText.Of(sql);
        _types = new NpgsqlDbType[_text.Parameters];
        _values = new object?[_text.Parameters];
    }

    public override Statement Bind(int index, long value) => Set(index, NpgsqlDbType.Bigint, value);

    public override Statement Bind(int index, string? value) => Set(index, NpgsqlDbType.Text, value is null ? null : Sound(value));

    public override Statement BindText(int index, ReadOnlySpan<byte> utf8) => Set(index, NpgsqlDbType.Text, Encoding.UTF8.GetString(utf8));

    public override Statement BindBlob(int index, ReadOnlySpan<byte> value) => Set(index, NpgsqlDbType.Bytea, value.ToArray());

    public override Statement BindNoNumber(int index) => Set(index, NpgsqlDbType.Bigint, null);

    public override Statement BindNoBlob(int index) => Set(index, NpgsqlDbType.Bytea, null);

    public Statement Bind(int index, long[] values) => Set(index, NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    public Statement Bind(int index, string[] values) => Set(index, NpgsqlDbType.Array | NpgsqlDbType.Text, values);

    public Statement Bind(int index, byte[][] values) => Set(index, NpgsqlDbType.Array | NpgsqlDbType.Bytea, values);

    public override bool Step()
    {
        if (_reader is null)
        {
            _link.Flush();
            _reader = Command().ExecuteReader();
        }

        if (_reader.Read())
            return true;
        Dispose();
        return false;
    }

    public override int Run()
    {
        _link.Flush();
        return Command().ExecuteNonQuery();
    }

    public override void Do()
    {
        if (_link.Gathers)
            _link.Gather(this, Expectation.Anything);
        else
            Run();
    }

    public override bool Changes()
    {
        if (!_link.Gathers)
            return Run() == 1;
        _link.Gather(this, Expectation.OneRow);
        return true;
    }

    public override void Do(string key)
    {
        if (_link.Gathers)
            Gather(Expectation.Anything, key);
        else
            Run();
    }

    public override bool Changes(string key)
    {
        if (!_link.Gathers)
            return Run() == 1;
        Gather(Expectation.OneRow, key);
        return true;
    }

    public override bool Finds(bool some)
    {
        if (!_link.Gathers)
            return Step() == some;
        _link.Gather(this, some ? Expectation.OneRow : Expectation.NoRow);
        return true;
    }

    public override bool Amends()
    {
        if (!_link.Gathers)
            return Run() == 1;
        Gather(Expectation.OneRow, key: null);
        return true;
    }

    public override void Add()
    {
        if (!_link.Gathers)
            Run();
        else
            Gather(Expectation.OneRow, key: null);
    }

    public override bool IsNull(int column) => _reader!.IsDBNull(column);

    public override long Number(int column) => _reader!.GetInt64(column);

    public override string Text(int column) => _reader!.GetString(column);

    public override ReadOnlySpan<byte> Bytes(int column) => _reader!.GetFieldValue<byte[]>(column);

    public override void Dispose()
    {
        var reader = _reader;
        _reader = null;
        reader?.Dispose();
    }

    /// <summary>Forgets what belongs to a connection: the driver keeps in a command what it is called there.</summary>
    public void Reset()
    {
        Abandon();
        _spare.Clear();
        _command = null;
    }

    /// <summary>Forgets a reader that an exception left open.</summary>
    public void Abandon()
    {
        var reader = _reader;
        _reader = null;
        try
        {
            reader?.Dispose();
        }
        catch (Exception fault) when (fault is NpgsqlException or IOException or InvalidOperationException)
        {
            // Its connection is broken.
        }
    }

    /// <summary>The statement with the values that are bound now, to be sent with others.</summary>
    public NpgsqlBatchCommand Take()
    {
        if (!_spare.TryPop(out var command))
            command = new NpgsqlBatchCommand(_text.One);
        Fill(command.Parameters);
        return command;
    }

    /// <summary>Takes it back once it was sent over the connection that is open.</summary>
    public void GiveBack(NpgsqlBatchCommand command) => _spare.Push(command);

    // PostgreSQL takes neither half a surrogate pair nor a zero, and one such text would fail a whole commit of many callers. As UTF-8 the
    // first is a replacement character in every store; here the second is one too. What is hashed can hold neither.
    private static string Sound(string text)
    {
        foreach (var letter in text)
        {
            if (char.IsSurrogate(letter) || letter == '\0')
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
        }

        return text;
    }

    private void Gather(Expectation expected, string? key)
    {
        if (_text.Many is { } many)
            _link.Gather(this, new PostgresRow(many, _types, _values, expected, key is null ? null : (_text.Table, key)));
        else
            _link.Gather(this, expected);
    }

    private PostgresStatement Set(int index, NpgsqlDbType type, object? value)
    {
        _types[index - 1] = type;
        _values[index - 1] = value;
        return this;
    }

    private NpgsqlCommand Command()
    {
        // Where the connection is a new one, all that belonged to the one before is forgotten first.
        var connection = _link.Connection;
        _command ??= new NpgsqlCommand(_text.One, connection);
        Fill(_command.Parameters);
        return _command;
    }

    private void Fill(NpgsqlParameterCollection parameters)
    {
        while (parameters.Count < _values.Length)
            parameters.Add(new NpgsqlParameter { NpgsqlDbType = _types[parameters.Count] });
        for (var place = 0; place < _values.Length; place++)
        {
            var parameter = parameters[place];
            parameter.NpgsqlDbType = _types[place];
            parameter.Value = _values[place] ?? DBNull.Value;
        }
    }
}
