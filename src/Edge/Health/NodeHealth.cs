using EasyEnclave.Actors.Clock;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Edge.Health;

/// <summary>Whether this node can serve, and what keeps it from it.</summary>
/// <param name="writer">Writes this node's log.</param>
/// <param name="ledger">Writes the ledger.</param>
/// <param name="clock">The clock held against the store's; null where one node has the store for itself.</param>
public sealed class NodeHealth(StoreWriter writer, LedgerWriter ledger, StoreClock? clock = null)
{
    private volatile bool _draining;

    /// <summary>True once this node is on its way out.</summary>
    public bool Draining => _draining;

    /// <summary><c>fenced</c>, <c>draining</c>, <c>clock_off</c>, <c>ledger_frozen</c> or <c>store_unavailable</c>, the first that holds, else <c>ok</c>.</summary>
    public string Status =>
        writer.Fenced.IsCompleted || ledger.Fenced.IsCompleted ? "fenced"
        : _draining ? "draining"
        : clock is { IsOff: true } ? "clock_off"
        : ledger.Violation is not null ? "ledger_frozen"
        : !writer.Healthy || !ledger.Healthy ? "store_unavailable"
        : "ok";

    /// <summary>Notes that this node goes away: fronts should send it nothing new.</summary>
    public void Drain() => _draining = true;

    /// <summary>Notes that this node stays after all.</summary>
    public void Resume() => _draining = false;
}
