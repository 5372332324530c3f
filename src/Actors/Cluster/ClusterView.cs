namespace EasyEnclave.Actors.Cluster;

/// <summary>The nodes of the cluster at one instant of the store.</summary>
/// <param name="Nodes">All nodes that ever joined and are not forgotten, dead ones too, by name in ordinal order.</param>
/// <param name="Ledger">Who holds the ledger; null before anybody ever did.</param>
/// <param name="StoreTime">The store's own clock, to compare this machine's with.</param>
public sealed record ClusterView(IReadOnlyList<MemberRow> Nodes, LedgerSeat? Ledger, DateTimeOffset StoreTime)
{
    /// <summary>A node by its name; null when it never joined.</summary>
    public MemberRow? Find(string node) => Nodes.FirstOrDefault(row => row.Node == node);

    /// <summary>The live node that holds the ledger; null when none does.</summary>
    public MemberRow? Holder => Ledger?.Holder is { } holder ? Nodes.FirstOrDefault(row => row.Live && row.Incarnation == holder) : null;
}
