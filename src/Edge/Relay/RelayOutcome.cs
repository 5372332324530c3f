namespace EasyEnclave.Edge.Relay;

/// <summary>What became of an exchange at a peer, as numbers that HTTP uses for the like.</summary>
internal enum RelayOutcome : ushort
{
    /// <summary>The record says nothing of an outcome.</summary>
    None = 0,

    /// <summary>The agent's frame follows.</summary>
    Answered = 200,

    /// <summary>The asker is not known as a live node: nothing was done.</summary>
    NotAMember = 403,

    /// <summary>The frame is larger than an agent takes: nothing was sent.</summary>
    RequestTooLarge = 413,

    /// <summary>The peer does not have that tunnel: nothing was sent, and the asker looks again.</summary>
    Misdirected = 421,

    /// <summary>The tunnel or the peer has as much in flight as it may: nothing was sent.</summary>
    Busy = 429,

    /// <summary>The tunnel ended after the request may have reached the agent.</summary>
    Closed = 502,

    /// <summary>The tunnel ended before the request left.</summary>
    NotReached = 503,

    /// <summary>The agent's answer is larger than is taken.</summary>
    ResponseTooLarge = 507,
}
