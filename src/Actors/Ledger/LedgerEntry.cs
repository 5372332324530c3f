using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Ledger;

/// <summary>What is to be written as one: transfers, and whatever rows and events go with them; all of it in one commit, or nothing.</summary>
public sealed record LedgerEntry
{
    /// <summary>By what it is known again.</summary>
    public required LedgerRequest Request { get; init; }

    /// <summary>Who asks, for the audit.</summary>
    public required string Actor { get; init; }

    /// <summary>The transfers, in order, at most <see cref="Protocol.Limits.BulkCommands"/>; one that is refused refuses the entry.</summary>
    public required IReadOnlyList<LedgerCommand> Commands { get; init; }

    /// <summary>Rows besides, each where it is as expected; one that moved on drops the entry with <see cref="LedgerOutcome.Conflict"/>.</summary>
    public IReadOnlyList<RowChange> Changes { get; init; } = [];

    /// <summary>What happened besides, for the log <c>ledger</c>.</summary>
    public IReadOnlyList<NewEvent> Events { get; init; } = [];

    /// <summary>What the caller wants to find again when the command is sent again: its answer, or what it cannot tell from the transfers.</summary>
    public ReadOnlyMemory<byte>? Note { get; init; }

    /// <summary>An entry of one command.</summary>
    public static LedgerEntry Of(LedgerRequest request, string actor, params LedgerCommand[] commands) =>
        new() { Request = request, Actor = actor, Commands = commands };
}
