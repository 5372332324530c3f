using EasyEnclave.Actors.Store;

namespace EasyEnclave.Storage.Rows;

/// <summary>What the entries of a batch expect of rows, looked at all at once: for a database that is a round trip away.</summary>
internal interface IExpectations
{
    /// <summary>Reads the rows of which entries expect a version, within the transaction that will write them, and lets nobody else change them until its end.</summary>
    /// <returns>
    /// The places of entries that come too late; the others' expectations of agents, apps and nodes hold. Null where nothing was looked at, since
    /// each statement tells at once whether its row was as expected.
    /// </returns>
    IReadOnlySet<int>? Hold(IReadOnlyList<WriteEntry> batch);
}
