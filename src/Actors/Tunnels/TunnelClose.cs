namespace EasyEnclave.Actors.Tunnels;

/// <summary>Why a tunnel is closed, as its WebSocket close code says it.</summary>
public enum TunnelClose
{
    /// <summary>Nothing more to do here.</summary>
    Done = 1000,

    /// <summary>This server goes away; running requests finish first.</summary>
    Draining = 1001,

    /// <summary>What the agent said or attested was refused.</summary>
    Refused = 1008,

    /// <summary>A frame was too large.</summary>
    TooBig = 1009,

    /// <summary>Our fault.</summary>
    Fault = 1011,

    /// <summary>Not now; come back later.</summary>
    TryLater = 1013,
}
