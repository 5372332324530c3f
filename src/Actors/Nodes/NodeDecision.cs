using EasyEnclave.Actors.Ledger;

namespace EasyEnclave.Actors.Nodes;

/// <summary>What was decided of a node: its next row with the transfers and events that go with it, or why not.</summary>
public sealed record NodeDecision
{
    /// <summary>The row after it; null when refused.</summary>
    public NodeState? State { get; init; }

    /// <summary>The transfers that are committed with it.</summary>
    public IReadOnlyList<LedgerCommand> Commands { get; init; } = [];

    /// <summary>What happened.</summary>
    public IReadOnlyList<NodeEvent> Events { get; init; } = [];

    /// <summary>Why not.</summary>
    public NodeRefusal? Refusal { get; init; }
}
