namespace EasyEnclave.Actors.Ledger.Journal;

/// <summary>Thrown where a file is not a journal, or not a whole one; the message names the line.</summary>
public sealed class JournalException : Exception
{
    /// <summary>Makes one with the words for an operator.</summary>
    public JournalException(long line, string what, Exception? inner = null)
        : base($"line {line}: {what}", inner) => Line = line;

    /// <summary>The line, from 1.</summary>
    public long Line { get; }
}
