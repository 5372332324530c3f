using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>A node's period as the store keeps it.</summary>
public sealed record PeriodState
{
    /// <summary>Whose.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Which.</summary>
    public required Period Period { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required PeriodPhase Phase { get; init; }

    /// <summary>When its first reservation or usage came.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When something happens by itself: it settles, or a halted one is refunded; null once it is final.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>What the node offered then.</summary>
    public required PeriodTerms Terms { get; init; }

    /// <summary>How much of the node's capacity is taken.</summary>
    public VcpuHours Hours { get; init; }

    /// <summary>How much work it can hold.</summary>
    public VcpuHours HoursMost => VcpuHours.Of(Terms.Vcpus, Period);
}
