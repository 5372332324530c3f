namespace EasyEnclave.Actors.Cluster;

/// <summary>What became of an operator's order.</summary>
public enum MemberOrderOutcome
{
    /// <summary>It is written; the node does it within a second, or is dead already where that was the order.</summary>
    Done,

    /// <summary>No node of that name ever joined.</summary>
    Unknown,

    /// <summary>The node is dead already.</summary>
    Dead,

    /// <summary>The node beat each time it was about to be declared dead: order it again.</summary>
    Busy,
}
