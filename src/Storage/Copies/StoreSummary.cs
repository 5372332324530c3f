using EasyEnclave.Actors.Ledger;

namespace EasyEnclave.Storage.Copies;

/// <summary>What two copies of a store have in common: where each log and the ledger end.</summary>
/// <param name="Logs">Each log's name, last event and its hash in hex, by name.</param>
/// <param name="Ledger">Where the ledger ends.</param>
/// <param name="Rows">How many rows there are in all tables.</param>
public sealed record StoreSummary(IReadOnlyList<(string Log, long Head, string Hash)> Logs, LedgerHead Ledger, long Rows);
