using System.Net.WebSockets;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>What came of dialling the control plane.</summary>
internal abstract record DialAnswer
{
    private DialAnswer()
    {
    }

    /// <summary>A socket is open.</summary>
    /// <param name="Socket">It.</param>
    /// <param name="Keys">The keys seen and shown on its connection.</param>
    public sealed record Open(WebSocket Socket, ChannelKeys Keys) : DialAnswer;

    /// <summary>There is none.</summary>
    /// <param name="End">Why, as the reconnect rules take it.</param>
    public sealed record Failed(TunnelEnd End) : DialAnswer;
}
