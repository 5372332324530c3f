namespace EasyEnclave.Protocol.Rest;

/// <summary>A node of the control plane.</summary>
public sealed record MemberView
{
    /// <summary>Its name.</summary>
    public required string Node { get; init; }

    /// <summary>active, draining, leaving, dead, store_unavailable or fenced.</summary>
    public required string State { get; init; }

    /// <summary>Its program's version.</summary>
    public required string Version { get; init; }

    /// <summary>Drawn anew at each start.</summary>
    public required Guid Incarnation { get; init; }

    /// <summary>Attested tunnels that are open on it.</summary>
    public required int Agents { get; init; }

    /// <summary>Where other nodes reach it; null on a single node.</summary>
    public string? Address { get; init; }

    /// <summary>Whether it holds the ledger.</summary>
    public bool HoldsLedger { get; init; }

    /// <summary>How many other nodes it reached last.</summary>
    public int Reaches { get; init; }

    /// <summary>The sequence number of its last event.</summary>
    public long? Head { get; init; }

    /// <summary>Up to when it vouches for what it wrote; null on a single node.</summary>
    public DateTimeOffset? CoveredTo { get; init; }
}
