namespace EasyEnclave.Actors.Ledger.Journal;

/// <summary>One line of a journal file; exactly one of its members is there.</summary>
public sealed record JournalLine
{
    /// <summary>The first line: that it is a journal, and of which version.</summary>
    public string? Journal { get; init; }

    /// <summary>A transfer; they come first, in order.</summary>
    public JournalTransfer? Transfer { get; init; }

    /// <summary>A command; they come after the transfers, in order.</summary>
    public JournalCommand? Command { get; init; }

    /// <summary>The last line.</summary>
    public JournalEnd? End { get; init; }
}
