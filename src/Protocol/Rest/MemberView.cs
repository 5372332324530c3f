namespace EasyEnclave.Protocol.Rest;

/// <summary>A node of the control plane.</summary>
public sealed record MemberView
{
    /// <summary>Its name.</summary>
    public required string Node { get; init; }

    /// <summary>active, draining, store_unavailable or fenced.</summary>
    public required string State { get; init; }

    /// <summary>Its program's version.</summary>
    public required string Version { get; init; }

    /// <summary>Drawn anew at each start.</summary>
    public required Guid Incarnation { get; init; }

    /// <summary>Attested tunnels that are open on it.</summary>
    public required int Agents { get; init; }
}
