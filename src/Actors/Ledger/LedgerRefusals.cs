namespace EasyEnclave.Actors.Ledger;

/// <summary>The codes of refusals on the wire; they never change.</summary>
public static class LedgerRefusals
{
    private static readonly string[] Codes =
    [
        "", "invalid_amount", "insufficient_funds", "self_transfer", "account_not_allowed", "balance_too_large", "reference_used", "too_long",
        "expires_in_past", "pending_not_found", "pending_resolved", "pending_expired", "pending_not_expired", "amount_above_pending",
        "transfer_not_found", "not_reversible", "already_reversed",
    ];

    /// <summary>The stable code.</summary>
    public static string Code(LedgerRefusal refusal) => Codes[(int)refusal];
}
