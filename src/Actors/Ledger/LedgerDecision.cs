namespace EasyEnclave.Actors.Ledger;

/// <summary>What was decided of one command: a transfer, or why not.</summary>
/// <param name="Draft">The transfer; null when refused.</param>
/// <param name="Refusal">Why not.</param>
/// <param name="Field">The field at fault, in the words of the wire; empty when accepted.</param>
public readonly record struct LedgerDecision(TransferDraft? Draft, LedgerRefusal Refusal, string Field)
{
    /// <summary>It is done.</summary>
    public static LedgerDecision Accept(TransferDraft draft) => new(draft, LedgerRefusal.None, "");

    /// <summary>It is not.</summary>
    public static LedgerDecision Refuse(LedgerRefusal refusal, string field) => new(null, refusal, field);
}
