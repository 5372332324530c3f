using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Actors.Coverage;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>The times by which periods are settled.</summary>
public sealed record SettlementRules
{
    /// <summary>The span over which periods that end together settle by themselves, so that they do not all at once.</summary>
    public static TimeSpan Spread { get; } = TimeSpan.FromMinutes(10);

    /// <summary>How far ahead a period may begin when it is reserved.</summary>
    public static TimeSpan AheadMost { get; } = TimeSpan.FromDays(366);

    /// <summary>How evidence is judged.</summary>
    public required EvidenceRules Evidence { get; init; }

    /// <summary>Time after a period's end before anybody may finalize it (<c>EE_SETTLEMENT_GRACE_SEC</c>).</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>Time after its end in which usage and reports of abuse may come; then it settles by itself (<c>EE_DISPUTE_WINDOW_SEC</c>).</summary>
    public required TimeSpan DisputeWindow { get; init; }

    /// <summary>Time after which a halted period is refunded (<c>EE_HALT_REFUND_SEC</c>).</summary>
    public required TimeSpan HaltRefund { get; init; }

    /// <summary>Whether usage without a reservation is refused (<c>EE_USAGE_REQUIRES_RESERVATION</c>).</summary>
    public required bool RequiresReservation { get; init; }

    private TimeSpan Wait => DisputeWindow > Grace ? DisputeWindow : Grace;

    /// <summary>The first instant at which anybody may finalize.</summary>
    public DateTimeOffset FinalizableAt(Period period) => period.End + Grace;

    /// <summary>The first instant at which a period takes no more usage, opened or not.</summary>
    public DateTimeOffset ClosesAt(Period period) => period.End + Wait;

    /// <summary>When it settles by itself: after the dispute window, each node at a moment of its own.</summary>
    public DateTimeOffset DueAt(NodeId node, Period period)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{node.Value}/{period}"));
        double part = BinaryPrimitives.ReadUInt32BigEndian(hash) / (uint.MaxValue + 1.0);
        return ClosesAt(period) + TimeSpan.FromMilliseconds(Math.Floor(Spread.TotalMilliseconds * part));
    }

    /// <summary>When locked money goes back even if nobody ever settles: later than any settlement, halt and decision.</summary>
    public DateTimeOffset ExpiresAt(Period period) => ClosesAt(period) + Spread + HaltRefund + TimeSpan.FromDays(1);
}
