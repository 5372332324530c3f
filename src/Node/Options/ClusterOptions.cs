using System.Net;

namespace EasyEnclave.Node.Options;

/// <summary>What a node needs to be one of several on a shared store.</summary>
public sealed record ClusterOptions
{
    /// <summary>The shared store, as <c>postgres://…</c>.</summary>
    public required string DatabaseUrl { get; init; }

    /// <summary>The internal listener.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Where other nodes reach it, as <c>host:port</c>; also this node's name.</summary>
    public required string Advertise { get; init; }

    /// <summary>What all nodes know and none sends.</summary>
    public required string Secret { get; init; }

    /// <summary>For people: nothing that is secret.</summary>
    public override string ToString() => $"{nameof(ClusterOptions)} {{ DatabaseUrl = (set), Listen = {Listen}, Advertise = {Advertise}, Secret = (set) }}";
}
