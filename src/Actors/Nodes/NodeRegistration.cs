using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

/// <summary>What is said of a node when it is registered, or of a part of it later.</summary>
public sealed record NodeRegistration
{
    /// <summary>The node.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Whether a node that is there may be changed.</summary>
    public bool AllowUpdate { get; init; }

    /// <summary>Whether it gets a new token, and the old one ends.</summary>
    public bool RotateToken { get; init; }

    /// <summary>The version it must have; null when the caller does not mind.</summary>
    public long? IfVersion { get; init; }

    /// <summary>The price of a vCPU-hour.</summary>
    public FieldChange<Usd?> Price { get; init; }

    /// <summary>From when on that price holds; null for at once.</summary>
    public DateTimeOffset? PriceFrom { get; init; }

    /// <summary>How reliable it says it is.</summary>
    public FieldChange<StakeTier?> Tier { get; init; }

    /// <summary>How much stake it shall have from now on; null or zero for none.</summary>
    public FieldChange<Usd?> Stake { get; init; }

    /// <summary>Its vCPUs.</summary>
    public FieldChange<int?> Vcpus { get; init; }

    /// <summary>Its memory in MiB.</summary>
    public FieldChange<int?> MemoryMib { get; init; }

    /// <summary>When its token ends.</summary>
    public FieldChange<DateTimeOffset?> TokenExpiresAt { get; init; }

    /// <summary>Whether it says anything of the node itself.</summary>
    public bool ChangesAnything =>
        Price.Given || Tier.Given || Stake.Given || Vcpus.Given || MemoryMib.Given || TokenExpiresAt.Given;
}
