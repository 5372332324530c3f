using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What one account locked and used of a node in a period; there is one for each of the three.</summary>
public sealed record UsageRow
{
    /// <summary>Whose capacity.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Its period.</summary>
    public required Period Period { get; init; }

    /// <summary>Who pays.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The command that locked the money; null where there is nothing to lock, the price being zero.</summary>
    public required CommandId? Lock { get; init; }

    /// <summary>How much is locked.</summary>
    public required Usd Locked { get; init; }

    /// <summary>How much work that is for.</summary>
    public required VcpuHours LockedHours { get; init; }

    /// <summary>How much was used; null while nothing was reported.</summary>
    public VcpuHours? Hours { get; init; }

    /// <summary>What that costs.</summary>
    public Usd Amount { get; init; }

    /// <summary>Who wrote it last.</summary>
    public required string Actor { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
