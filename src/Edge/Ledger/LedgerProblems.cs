using EasyEnclave.Actors.Ledger;
using EasyEnclave.Edge.Problems;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Ledger;

/// <summary>From what became of a ledger command to its HTTP status, in one place.</summary>
internal static class LedgerProblems
{
    private static readonly Dictionary<string, string> SameNames = [];

    /// <summary>Why it was not done; null when it was.</summary>
    /// <param name="outcome">What became of it; null when the same command runs already.</param>
    /// <param name="names">The request's names of the ledger's fields, where they differ.</param>
    public static ProblemResult? Of(LedgerOutcome? outcome, IReadOnlyDictionary<string, string>? names = null) => outcome switch
    {
        LedgerOutcome.Committed => null,
        LedgerOutcome.Refused refused => Of(refused, names ?? SameNames),
        LedgerOutcome.IdempotencyConflict => ProblemResult.Of(
            409, "idempotency_conflict", "This key was used for another request; take a new one.", IdempotencyKeys.Field),
        LedgerOutcome.Frozen => ProblemResult.Of(
            503, "ledger_frozen", "An invariant of the ledger does not hold; nothing is written until an operator has looked."),
        LedgerOutcome.Fenced => ProblemResult.Of(503, "fenced", "Another process writes the ledger now."),
        null => ProblemResult.Of(409, "in_progress", "The same command is being carried out; ask again for its answer.", IdempotencyKeys.Field),
        _ => ProblemResult.Of(503, "store_unavailable", "Nothing was written, as far as is known; send it again with the same key."),
    };

    /// <summary>The same, with the header that says when to come back.</summary>
    public static ProblemResult? Of(HttpContext context, LedgerOutcome? outcome, IReadOnlyDictionary<string, string>? names = null)
    {
        ProblemResult? problem = Of(outcome, names);
        if (problem is { Problem.Error: "store_unavailable" or "in_progress" })
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return problem;
    }

    private static ProblemResult Of(LedgerOutcome.Refused refused, IReadOnlyDictionary<string, string> names) =>
        ProblemResult.Of(Status(refused.Refusal), LedgerRefusals.Code(refused.Refusal), null, names.GetValueOrDefault(refused.Field, refused.Field));

    private static int Status(LedgerRefusal refusal) => refusal switch
    {
        LedgerRefusal.InvalidAmount or LedgerRefusal.SelfTransfer or LedgerRefusal.TooLong or LedgerRefusal.ExpiresInPast => 400,
        LedgerRefusal.TransferNotFound or LedgerRefusal.PendingNotFound => 404,
        LedgerRefusal.ReferenceUsed or LedgerRefusal.AlreadyReversed => 409,
        LedgerRefusal.PendingResolved or LedgerRefusal.PendingExpired or LedgerRefusal.PendingNotExpired => 409,
        _ => 422,
    };
}
