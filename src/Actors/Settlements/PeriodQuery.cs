using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Which periods to read, by their beginning and then by node.</summary>
/// <param name="Limit">At most this many, 1 to 1,000.</param>
public sealed record PeriodQuery(int Limit)
{
    /// <summary>Only this node's.</summary>
    public NodeId? Node { get; init; }

    /// <summary>Only exactly this one.</summary>
    public Period? Period { get; init; }

    /// <summary>Only those in this phase.</summary>
    public PeriodPhase? Phase { get; init; }

    /// <summary>Only those behind this one.</summary>
    public (DateTimeOffset Start, string Node)? After { get; init; }
}
