using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Nodes;

/// <summary>What is done to nodes is done with these.</summary>
/// <param name="Nodes">The read model.</param>
/// <param name="Ledger">The way into the store.</param>
/// <param name="Store">Where rows and balances are read.</param>
/// <param name="Key">Under which tokens' hashes rest.</param>
/// <param name="Rules">What an operator set.</param>
/// <param name="Time">The clock.</param>
public sealed record NodeServices(
    NodeDirectory Nodes, LedgerWriter Ledger, IStore Store, SealingKey Key, NodeRules Rules, TimeProvider Time);
