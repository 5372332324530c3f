namespace EasyEnclave.Actors.Nodes;

/// <summary>What an agent that names a node has to do with it.</summary>
public enum NodeStanding
{
    /// <summary>Nobody registered such a node: it has no price, stake or trust, and nothing is to be proved.</summary>
    Unregistered,

    /// <summary>The agent knows the node's token.</summary>
    Proved,

    /// <summary>The network's agents cannot prove it; an admin's approval of this agent stands in for it.</summary>
    NeedsApproval,

    /// <summary>The proof is missing or wrong.</summary>
    Refused,
}
