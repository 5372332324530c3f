using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

/// <summary>What happened to a node besides its money, which the journal tells.</summary>
public abstract record NodeEvent : DomainEvent
{
    private NodeEvent()
    {
    }

    /// <summary>It was registered, or what it says of itself changed; all of it as it is from now on.</summary>
    public sealed record Registered(
        NodeId Node, Usd? Price, DateTimeOffset? PriceFrom, string? Tier, int? Vcpus, int? MemoryMib, DateTimeOffset? TokenExpiresAt) : NodeEvent;

    /// <summary>It got a new token.</summary>
    public sealed record TokenIssued(NodeId Node) : NodeEvent;

    /// <summary>Stake of it was taken.</summary>
    public sealed record Slashed(NodeId Node, string Kind, Usd Amount, string Reason) : NodeEvent;
}
