using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Which reports of abuse to read, by the instant they came and then by id.</summary>
/// <param name="Limit">At most this many, 1 to 1,000.</param>
public sealed record AbuseQuery(int Limit)
{
    /// <summary>Only those about this node.</summary>
    public NodeId? Node { get; init; }

    /// <summary>Only those of which this was decided.</summary>
    public AbuseState? State { get; init; }

    /// <summary>Only those whose payments are in this state of being taken back.</summary>
    public AbuseReversal? Reversal { get; init; }

    /// <summary>Only those behind this one.</summary>
    public (DateTimeOffset At, string Id)? After { get; init; }
}
