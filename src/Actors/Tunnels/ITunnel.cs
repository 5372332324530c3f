using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>One open connection of an agent, as the actors see it; the socket is behind it.</summary>
public interface ITunnel
{
    /// <summary>Where it comes from: the /24 or /48 of the client's address.</summary>
    string Prefix { get; }

    /// <summary>Lowercase hex SHA-256 of the key of every TLS certificate the agent may have seen here; empty without TLS.</summary>
    IReadOnlyList<string> ServerKeys { get; }

    /// <summary>The certificate the agent showed when it connected; null without one.</summary>
    ClientCertificate? ClientCertificate { get; }

    /// <summary>Lowercase hex SHA-256 of the client certificate's key; null without one.</summary>
    string? ClientKey => ClientCertificate?.KeySha256;

    /// <summary>True when both ends are this machine.</summary>
    bool Loopback { get; }

    /// <summary>Proxied requests that wait for an answer on it.</summary>
    int InFlight { get; }

    /// <summary>Puts a frame in the queue to the socket; false when the agent reads too slowly or the tunnel has ended.</summary>
    bool TrySend(ControlFrame frame);

    /// <summary>Ends the tunnel once what was queued before is sent; with <see cref="TunnelClose.Draining"/> after running requests too.</summary>
    void Close(TunnelClose close);

    /// <summary>Sends a request to the agent and waits for its answer.</summary>
    /// <param name="request">Already checked and stripped.</param>
    /// <param name="cancellationToken">The caller went away or its time is over; the answer, should it come, is dropped.</param>
    ValueTask<ExchangeResult> ExchangeAsync(ControlFrame.ProxyRequest request, CancellationToken cancellationToken);
}
