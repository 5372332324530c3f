using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>What a batch needs of the store while the commit is open: the rows as they were before the batch, and a place for rows besides.</summary>
public interface ILedgerRows : ILedgerView
{
    /// <summary>A command that was written before; null when there is none.</summary>
    CommandRow? Command(CommandId id);

    /// <summary>The open pending transfers whose time was over at an instant, those due first first.</summary>
    IReadOnlyList<long> Due(DateTimeOffset now, int limit);

    /// <summary>Writes rows and events within the open commit: all of them, or none and false where an expectation does not hold.</summary>
    bool TryWrite(IReadOnlyList<RowChange> changes, IReadOnlyList<NewEvent> events);
}
