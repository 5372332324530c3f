using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Ledger;

/// <summary>From a transfer of the journal to what admins see of it.</summary>
internal static class TransferViews
{
    public static TransferView Of(Transfer transfer, AccountId? account = null)
    {
        Balance? after = account is { } own ? transfer.SideOf(own)?.After : null;
        return new TransferView
        {
            Seq = transfer.Seq,
            TransferId = transfer.Id,
            Kind = TransferTexts.Text(transfer.Kind),
            Code = TransferTexts.Text(transfer.Code),
            FromAccount = transfer.Debit,
            ToAccount = transfer.Credit,
            AmountUsd = transfer.Amount,
            Direction = account is null ? null : transfer.Debit == account ? "out" : "in",
            BalanceUsd = after?.Posted,
            AvailableUsd = after?.Available,
            SubjectSeq = transfer.Subject,
            Actor = transfer.Actor,
            Memo = transfer.Memo,
            Reference = transfer.Reference,
            PeriodStart = transfer.Period?.Start,
            PeriodEnd = transfer.Period?.End,
            ExpiresAt = transfer.ExpiresAt,
            At = transfer.At,
            Hash = Convert.ToHexStringLower(transfer.Hash.Span),
        };
    }
}
