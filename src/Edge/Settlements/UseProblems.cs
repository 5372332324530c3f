using EasyEnclave.Actors.Settlements;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Ledger;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Ids;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Settlements;

/// <summary>From what became of a reservation or usage to its HTTP status, in one place.</summary>
internal static class UseProblems
{
    private const string Period = "period_start";
    private const string Node = "node_id";
    private const string Hours = "vcpu_hours";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) { ["from_account"] = "account_id", ["amount"] = Hours };

    /// <summary>Why it was not done; null when it was.</summary>
    public static ProblemResult? Of(UseOutcome outcome) => outcome switch
    {
        UseOutcome.Refused refused => Of(refused.Refusal),
        UseOutcome.NotWritten not => LedgerProblems.Of(not.Outcome, Names),
        _ => null,
    };

    /// <summary>The same, with the header that says when to come back.</summary>
    public static ProblemResult? Of(HttpContext context, UseOutcome outcome) =>
        outcome is UseOutcome.NotWritten not ? LedgerProblems.Of(context, not.Outcome, Names) : Of(outcome);

    /// <summary>A token may be narrowed to nodes and accounts; null when it takes these.</summary>
    public static ProblemResult? OutOfScope(Caller caller, NodeId node, AccountId? account) =>
        !caller.Scope.Takes(node) ? ProblemResult.Of(403, "out_of_scope", "The token is not for this node.", Node)
        : account is { } id && !caller.Scope.Takes(id) ? ProblemResult.Of(403, "out_of_scope", "The token is not for this account.", "account_id")
        : null;

    private static ProblemResult Of(UseRefusal refusal) => refusal switch
    {
        UseRefusal.NodeNotFound => ProblemResult.Of(404, "node_not_found", null, Node),
        UseRefusal.NodeInactive => ProblemResult.Of(422, "node_inactive", "The node is banned.", Node),
        UseRefusal.PriceMissing => ProblemResult.Of(422, "node_price_missing", "The node has named no price.", Node),
        UseRefusal.CapacityMissing => ProblemResult.Of(422, "node_capacity_missing", "The node has not said how many vCPUs it has.", Node),
        UseRefusal.PeriodOverlap => ProblemResult.Of(409, "period_overlap", "The node has another period that overlaps this one.", Period),
        UseRefusal.PeriodClosed => ProblemResult.Of(409, "period_closed", "The period takes nothing more.", Period),
        UseRefusal.PeriodNotStarted => ProblemResult.Of(422, "period_not_started", "Nothing can have been used before it begins.", Period),
        UseRefusal.PeriodTooFarAhead => ProblemResult.Of(422, "period_too_far", "It begins more than a year ahead.", Period),
        UseRefusal.PeriodOver => ProblemResult.Of(422, "period_over", "Work of the past cannot be reserved.", "period_end"),
        UseRefusal.AboveCapacity => ProblemResult.Of(422, "above_capacity", "More than the node's vCPUs can do in the period.", Hours),
        UseRefusal.AboveReservation => ProblemResult.Of(422, "above_reservation", "More than the account has reserved.", Hours),
        UseRefusal.ReservationRequired => ProblemResult.Of(422, "reservation_required", "Usage is taken only of what was reserved.", Hours),
        UseRefusal.ReservationExists => ProblemResult.Of(409, "reservation_exists", "The account has something locked in this period.", "account_id"),
        UseRefusal.SelfBilling => ProblemResult.Of(422, "account_not_allowed", "Only a user's account pays.", "account_id"),
        _ => ProblemResult.Of(422, "invalid_amount", "It costs more than a transfer can hold.", Hours),
    };
}
