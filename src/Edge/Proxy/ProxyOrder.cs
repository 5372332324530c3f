using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Access;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Edge.Proxy;

/// <summary>One request on its way: filled in step by step, gone with its answer.</summary>
internal sealed class ProxyOrder
{
    /// <summary>Its id, in logs, in errors and towards the agent.</summary>
    public RequestId Id { get; } = RequestId.New();

    /// <summary>Where it comes from.</summary>
    public ClientAddress Client { get; set; }

    /// <summary>The neighbourhood in whose share it counts; null for this machine itself, which is not counted.</summary>
    public string? Neighbourhood => Client.IsLoopback ? null : field ??= Client.ClientPrefix;

    /// <summary>The app asked for; null until it is known.</summary>
    public string? App { get; set; }

    /// <summary>The host name that named the app; null when Host did not.</summary>
    public string? Host { get; set; }

    /// <summary>The method, once checked.</summary>
    public string Method { get; set; } = string.Empty;

    /// <summary>Path and query, once checked.</summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>The fields the agent is sent.</summary>
    public List<EnvelopeHeader> Headers { get; set; } = [];

    /// <summary>What is asked of the agent.</summary>
    public Requirement Requirement { get; set; }

    /// <summary>A body that is at hand already; null when it is still to be read from the client.</summary>
    public ReadOnlyMemory<byte>? Body { get; set; }

    /// <summary>What is given back when the request is over; null for nothing.</summary>
    public IDisposable? Lease { get; set; }

    /// <summary>True when the answer goes out on an origin that is not the app's.</summary>
    public bool Sandboxed { get; init; }

    /// <summary>The app's status, when it may not be reached.</summary>
    public string? Status { get; set; }

    /// <summary>Tunnels that ended before the request reached them.</summary>
    public List<ITunnel>? Tried { get; set; }
}
