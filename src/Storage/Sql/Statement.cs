namespace EasyEnclave.Storage.Sql;

/// <summary>One prepared statement of a link, used again and again; disposing of it rewinds it for the next use.</summary>
/// <remarks>
/// Parameters are numbered from 1 and columns from 0. How a row is written says what is expected of it: a link that gathers statements
/// takes every expectation for met, sends all at once, and has the work done again one statement after the other where one was not.
/// </remarks>
internal abstract class Statement : IDisposable
{
    public abstract Statement Bind(int index, long value);

    public abstract Statement Bind(int index, string? value);

    public abstract Statement BindText(int index, ReadOnlySpan<byte> utf8);

    public abstract Statement BindBlob(int index, ReadOnlySpan<byte> value);

    public abstract Statement BindNoNumber(int index);

    public abstract Statement BindNoBlob(int index);

    public Statement Bind(int index, long? value) => value is { } some ? Bind(index, some) : BindNoNumber(index);

    /// <summary>Goes to the next row; false when there is none left.</summary>
    public abstract bool Step();

    /// <summary>Runs to the end; answers how many rows were changed.</summary>
    public abstract int Run();

    /// <summary>Runs it, however many rows it changes.</summary>
    public virtual void Do() => Run();

    /// <summary>Runs it; false when it did not change exactly one row.</summary>
    public virtual bool Changes() => Run() == 1;

    /// <summary>Runs it, however many rows it changes; all of them are of that key, by which other statements on the table that touch them can be told.</summary>
    public virtual void Do(string key) => Do();

    /// <summary>Runs it; false when it did not change exactly one row, which is of that key.</summary>
    public virtual bool Changes(string key) => Changes();

    /// <summary>Changes a row by its key, which no other statement of the commit looks at; false when it did not change exactly one.</summary>
    public virtual bool Amends() => Run() == 1;

    /// <summary>Adds a row that must be new, and that no other statement of the commit looks at.</summary>
    public virtual void Add() => Run();

    /// <summary>Whether some row is found, or none, as expected.</summary>
    public virtual bool Finds(bool some) => Step() == some;

    public abstract bool IsNull(int column);

    public abstract long Number(int column);

    public abstract string Text(int column);

    /// <summary>A column's bytes, of a text its UTF-8; valid until the next step.</summary>
    public abstract ReadOnlySpan<byte> Bytes(int column);

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public DateTimeOffset Instant(int column) => Microseconds.Instant(Number(column));

    public DateTimeOffset? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);

    public abstract void Dispose();
}
