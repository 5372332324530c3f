using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Edge.Health;

/// <summary>Whether this node can serve, and what keeps it from it.</summary>
public sealed class NodeHealth(StoreWriter writer, LedgerWriter ledger)
{
    private volatile bool _draining;

    /// <summary>True once this node is on its way out.</summary>
    public bool Draining => _draining;

    /// <summary><c>fenced</c>, <c>draining</c>, <c>ledger_frozen</c> or <c>store_unavailable</c>, the first that holds, else <c>ok</c>.</summary>
    public string Status =>
        writer.Fenced.IsCompleted || ledger.Fenced.IsCompleted ? "fenced"
        : _draining ? "draining"
        : ledger.Violation is not null ? "ledger_frozen"
        : !writer.Healthy || !ledger.Healthy ? "store_unavailable"
        : "ok";

    /// <summary>Notes that this node goes away: fronts should send it nothing new.</summary>
    public void Drain() => _draining = true;
}
