using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Ledger;

/// <summary>The ledger's rules: what is done of what is asked, and what that does to the balances. Pure.</summary>
public static class LedgerDecider
{
    private const string Amount = "amount";
    private const string From = "from_account";
    private const string To = "to_account";

    /// <summary>Decides one command on the ledger as it is.</summary>
    /// <param name="view">The ledger.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="now">The instant of the commit.</param>
    public static LedgerDecision Decide(ILedgerView view, LedgerCommand command, DateTimeOffset now) =>
        command.Memo.Length > Limits.MemoLength ? LedgerDecision.Refuse(LedgerRefusal.TooLong, "memo") : command switch
        {
            LedgerCommand.Move move => Move(view, move),
            LedgerCommand.Pend pend => Pend(view, pend, now),
            LedgerCommand.Post post => Post(view, post, now),
            LedgerCommand.Void @void => Void(view, @void),
            LedgerCommand.Expire expire => Expire(view, expire, now),
            LedgerCommand.Reverse reverse => Reverse(view, reverse),
            _ => throw new InvalidOperationException($"No rule for a {command.GetType().Name}."),
        };

    /// <summary>What a transfer does to the payer's and the payee's balance.</summary>
    /// <exception cref="OverflowException">A balance does not fit; a decided transfer never does that.</exception>
    public static (Balance Debit, Balance Credit) Evolve(TransferDraft draft, Balance debit, Balance credit) => draft.Kind switch
    {
        TransferKind.Move or TransferKind.Reverse => (
            debit with { Posted = debit.Posted - draft.Amount },
            credit with { Posted = credit.Posted + draft.Amount }),
        TransferKind.Pend => (
            debit with { PendingOut = debit.PendingOut + draft.Amount },
            credit with { PendingIn = credit.PendingIn + draft.Amount }),
        TransferKind.Post => (
            debit with { Posted = debit.Posted - draft.Amount, PendingOut = debit.PendingOut - draft.Held },
            credit with { Posted = credit.Posted + draft.Amount, PendingIn = credit.PendingIn - draft.Held }),
        TransferKind.Void or TransferKind.Expire => (
            debit with { PendingOut = debit.PendingOut - draft.Held },
            credit with { PendingIn = credit.PendingIn - draft.Held }),
        _ => throw new InvalidOperationException($"No balance after a {draft.Kind}."),
    };

    private static LedgerDecision Move(ILedgerView view, LedgerCommand.Move move)
    {
        if (!TransferRules.MayMove(move.Code))
        {
            return LedgerDecision.Refuse(LedgerRefusal.AccountNotAllowed, "code");
        }

        if (move.Reference is { Length: > Limits.ReferenceLength or 0 })
        {
            return LedgerDecision.Refuse(LedgerRefusal.TooLong, "reference");
        }

        if (Between(move.Code, move.From, move.To, move.Amount) is { } refused)
        {
            return refused;
        }

        if (move.Reference is { } reference && view.ByReference(move.From, reference) is not null)
        {
            return LedgerDecision.Refuse(LedgerRefusal.ReferenceUsed, "reference");
        }

        return Fits(view, Draft(TransferKind.Move, move.Code, move.From, move.To, move.Amount, move) with { Reference = move.Reference });
    }

    private static LedgerDecision Pend(ILedgerView view, LedgerCommand.Pend pend, DateTimeOffset now)
    {
        if (!TransferRules.MayPend(pend.Code))
        {
            return LedgerDecision.Refuse(LedgerRefusal.AccountNotAllowed, "code");
        }

        if (pend.ExpiresAt <= now)
        {
            return LedgerDecision.Refuse(LedgerRefusal.ExpiresInPast, "expires_at");
        }

        return Between(pend.Code, pend.From, pend.To, pend.Amount)
            ?? Fits(view, Draft(TransferKind.Pend, pend.Code, pend.From, pend.To, pend.Amount, pend) with { ExpiresAt = pend.ExpiresAt });
    }

    private static LedgerDecision Post(ILedgerView view, LedgerCommand.Post post, DateTimeOffset now)
    {
        if (Open(view, post.Pending, out Transfer? pending) is { } refused)
        {
            return refused;
        }

        if (pending.ExpiresAt <= now)
        {
            return LedgerDecision.Refuse(LedgerRefusal.PendingExpired, "pending");
        }

        if (post.Amount <= Usd.Zero)
        {
            return LedgerDecision.Refuse(LedgerRefusal.InvalidAmount, Amount);
        }

        return post.Amount > pending.Amount
            ? LedgerDecision.Refuse(LedgerRefusal.AmountAbovePending, Amount)
            : Fits(view, Ending(TransferKind.Post, pending, post.Amount, post));
    }

    private static LedgerDecision Void(ILedgerView view, LedgerCommand.Void @void) =>
        Open(view, @void.Pending, out Transfer? pending) ?? LedgerDecision.Accept(Ending(TransferKind.Void, pending, pending.Amount, @void));

    private static LedgerDecision Expire(ILedgerView view, LedgerCommand.Expire expire, DateTimeOffset now)
    {
        if (Open(view, expire.Pending, out Transfer? pending) is { } refused)
        {
            return refused;
        }

        return pending.ExpiresAt is { } at && at <= now
            ? LedgerDecision.Accept(Ending(TransferKind.Expire, pending, pending.Amount, expire))
            : LedgerDecision.Refuse(LedgerRefusal.PendingNotExpired, "pending");
    }

    private static LedgerDecision Reverse(ILedgerView view, LedgerCommand.Reverse reverse)
    {
        if (view.Transfer(reverse.Original) is not { } original)
        {
            return LedgerDecision.Refuse(LedgerRefusal.TransferNotFound, "transfer");
        }

        if (original.Kind is not (TransferKind.Move or TransferKind.Post))
        {
            return LedgerDecision.Refuse(LedgerRefusal.NotReversible, "transfer");
        }

        if (view.ReversalOf(original.Seq) is not null)
        {
            return LedgerDecision.Refuse(LedgerRefusal.AlreadyReversed, "transfer");
        }

        AccountId payer = reverse.From ?? original.Credit;
        if (payer != original.Credit && !(payer.Kind == AccountKind.Stake && payer.Node == original.Credit.Node))
        {
            return LedgerDecision.Refuse(LedgerRefusal.AccountNotAllowed, From);
        }

        TransferDraft draft = Draft(TransferKind.Reverse, original.Code, payer, original.Debit, original.Amount, reverse);
        return Fits(view, draft with { Subject = original.Seq, Period = reverse.Period ?? original.Period });
    }

    private static LedgerDecision? Between(TransferCode code, AccountId from, AccountId to, Usd amount) =>
        amount <= Usd.Zero || amount > Usd.Most ? LedgerDecision.Refuse(LedgerRefusal.InvalidAmount, Amount)
        : from == to ? LedgerDecision.Refuse(LedgerRefusal.SelfTransfer, To)
        : !TransferRules.MayDebit(code, from.Kind) ? LedgerDecision.Refuse(LedgerRefusal.AccountNotAllowed, From)
        : !TransferRules.MayCredit(code, to.Kind) ? LedgerDecision.Refuse(LedgerRefusal.AccountNotAllowed, To)
        : null;

    private static LedgerDecision? Open(ILedgerView view, long seq, [System.Diagnostics.CodeAnalysis.NotNull] out Transfer? pending)
    {
        pending = null!;
        if (view.Pending(seq) is not { } state)
        {
            return LedgerDecision.Refuse(LedgerRefusal.PendingNotFound, "pending");
        }

        if (state.ResolvedBy is not null)
        {
            return LedgerDecision.Refuse(LedgerRefusal.PendingResolved, "pending");
        }

        pending = view.Transfer(seq) ?? throw new InvalidOperationException($"The pending transfer {seq} is not in the journal.");
        return null;
    }

    private static TransferDraft Draft(
        TransferKind kind, TransferCode code, AccountId debit, AccountId credit, Usd amount, LedgerCommand command) => new()
        {
            Kind = kind,
            Code = code,
            Debit = debit,
            Credit = credit,
            Amount = amount,
            Memo = command.Memo,
            Period = command.Period,
        };

    private static TransferDraft Ending(TransferKind kind, Transfer pending, Usd amount, LedgerCommand command) =>
        Draft(kind, pending.Code, pending.Debit, pending.Credit, amount, command) with
        {
            Subject = pending.Seq,
            Held = pending.Amount,
            Period = command.Period ?? pending.Period,
        };

    /// <summary>Accepts where the payer can pay and both balances can be held.</summary>
    private static LedgerDecision Fits(ILedgerView view, TransferDraft draft)
    {
        Balance payer = view.Account(draft.Debit)?.Balance ?? default;
        Balance payee = view.Account(draft.Credit)?.Balance ?? default;
        try
        {
            (Balance debit, Balance credit) = Evolve(draft, payer, payee);
            _ = credit.Available;
            return AccountState.MinimumOf(draft.Debit.Kind) is { } floor && debit.Available < floor
                ? LedgerDecision.Refuse(LedgerRefusal.InsufficientFunds, From)
                : LedgerDecision.Accept(draft);
        }
        catch (OverflowException)
        {
            return LedgerDecision.Refuse(LedgerRefusal.BalanceTooLarge, Amount);
        }
    }
}
