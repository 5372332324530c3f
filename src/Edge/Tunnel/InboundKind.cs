namespace EasyEnclave.Edge.Tunnel;

/// <summary>What can come from a socket.</summary>
internal enum InboundKind
{
    /// <summary>A whole text frame within bounds.</summary>
    Text,

    /// <summary>A frame over its bound that was read away; its head is kept.</summary>
    Oversized,

    /// <summary>A frame for which the bodies of all tunnels leave no room now; read away, its head is kept.</summary>
    OverBudget,

    /// <summary>A frame over its bound that ends the tunnel.</summary>
    TooBig,

    /// <summary>A binary frame, which nobody may send.</summary>
    Binary,

    /// <summary>The agent's goodbye.</summary>
    Closed,
}
