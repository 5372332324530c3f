namespace EasyEnclave.Edge.Relay;

/// <summary>Which node serves an endpoint, where not every one can: the mark of those that peers may forward.</summary>
internal enum ForwardedTo
{
    /// <summary>The one that holds the ledger.</summary>
    LedgerHolder,

    /// <summary>The one that has the tunnel of the agent named in the path.</summary>
    AgentOwner,
}
