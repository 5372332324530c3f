namespace EasyEnclave.Actors.Cluster;

/// <summary>Who holds the ledger's log.</summary>
/// <param name="Incarnation">The ledger log's own incarnation, which its writer names.</param>
/// <param name="Holder">The incarnation of the node that holds it; null when nobody does.</param>
public sealed record LedgerSeat(Guid Incarnation, Guid? Holder);
