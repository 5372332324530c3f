using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Ledger;

/// <summary>Reads a journal from its beginning and checks each transfer against all before it, by nothing but the journal itself.</summary>
/// <remarks>Whatever else is kept of a ledger must be equal to what this ends with. It needs memory for accounts and open pending transfers.</remarks>
/// <param name="reversed">The seqs of the transfers that a later one reverses.</param>
public sealed class JournalFold(IReadOnlySet<long> reversed)
{
    private readonly LedgerChain _chain = new();
    private readonly Dictionary<AccountId, AccountState> _accounts = [];
    private readonly Dictionary<long, Transfer> _open = [];
    private readonly Dictionary<long, Transfer> _reversible = [];
    private readonly HashSet<(AccountId Rail, string Reference)> _references = [];
    private TransferId _last;

    /// <summary>Where the journal ends, as far as it was read; of commands those that have transfers.</summary>
    public LedgerHead Head { get; private set; } = LedgerHead.Empty;

    /// <summary>The accounts after what was read.</summary>
    public IReadOnlyDictionary<AccountId, AccountState> Accounts => _accounts;

    /// <summary>The open pending transfers after what was read.</summary>
    public IReadOnlyDictionary<long, Transfer> Open => _open;

    /// <summary>How many pending transfers were opened.</summary>
    public long Pended { get; private set; }

    /// <summary>How many transfers were reversed.</summary>
    public long Reversals { get; private set; }

    /// <summary>How many payments have a reference.</summary>
    public long Payments => _references.Count;

    /// <summary>How many commands have transfers.</summary>
    public long Commands { get; private set; }

    /// <summary>The seqs of the transfers that others of a journal reverse: one reading of it, before the fold's own.</summary>
    public static IReadOnlySet<long> Reversed(IEnumerable<Transfer> journal) =>
        journal.Where(static transfer => transfer is { Kind: TransferKind.Reverse, Subject: not null }).Select(static transfer => transfer.Subject!.Value).ToHashSet();

    /// <summary>Takes the next transfer.</summary>
    /// <returns>The transfer with what it did to its two accounts.</returns>
    /// <exception cref="LedgerViolationException">It does not follow from what was before it.</exception>
    public Transfer Add(Transfer transfer)
    {
        CheckPlace(transfer);
        if (!transfer.Hash.Span.SequenceEqual(_chain.Next(Head.Hash.Span, transfer)))
        {
            throw Violation(LedgerInvariant.HashesAreChained, transfer, "has a hash that does not follow from it and the one before");
        }

        CheckMeaning(transfer);
        long held = Resolve(transfer);
        AccountState debit = Account(transfer.Debit, transfer.At);
        AccountState credit = Account(transfer.Credit, transfer.At);
        (Balance debitAfter, Balance creditAfter) = Evolve(transfer, new Usd(held), debit, credit);
        Transfer full = transfer with
        {
            DebitSide = new EntrySide(debitAfter, debit.Trail.Last, debit.Trail.Jump),
            CreditSide = new EntrySide(creditAfter, credit.Trail.Last, credit.Trail.Jump),
        };
        Keep(debit with { Balance = debitAfter, Trail = debit.Trail.Add(transfer.Seq) });
        Keep(credit with { Balance = creditAfter, Trail = credit.Trail.Add(transfer.Seq) });
        Note(full);
        Head = new LedgerHead(transfer.Seq, transfer.Hash, transfer.At, _accounts.Count, Commands);
        return full;
    }

    /// <summary>Checks that debits equal credits after what was read.</summary>
    /// <exception cref="LedgerViolationException">They do not.</exception>
    public void CheckSums()
    {
        Int128 posted = 0;
        Int128 pending = 0;
        foreach (AccountState account in _accounts.Values)
        {
            posted += account.Balance.Posted.Micros;
            pending += (Int128)account.Balance.PendingOut.Micros - account.Balance.PendingIn.Micros;
        }

        if (posted != 0 || pending != 0)
        {
            throw new LedgerViolationException(posted != 0
                ? new(LedgerInvariant.PostedSumIsZero, $"All posted balances add up to {posted} micro-USD.", Head.Seq)
                : new(LedgerInvariant.PendingSumsAreEqual, $"Pending debits are {pending} micro-USD more than pending credits.", Head.Seq));
        }
    }

    private static LedgerViolationException Violation(LedgerInvariant invariant, Transfer transfer, string what, AccountId? account = null) =>
        new(new LedgerViolation(invariant, $"Transfer {transfer.Seq} {what}.", transfer.Seq, account));

    private void CheckPlace(Transfer transfer)
    {
        if (transfer.Seq != Head.Seq + 1)
        {
            throw Violation(LedgerInvariant.SequenceIsDense, transfer, $"follows {Head.Seq}");
        }

        if (transfer.At < Head.At)
        {
            throw Violation(LedgerInvariant.SequenceIsDense, transfer, "is earlier than the one before");
        }

        if (transfer.Id.Place == 0)
        {
            Commands++;
        }
        else if (transfer.Id.Command != _last.Command || transfer.Id.Place != _last.Place + 1)
        {
            throw Violation(LedgerInvariant.SequenceIsDense, transfer, "is not the next of its command");
        }

        _last = transfer.Id;
    }

    private void CheckMeaning(Transfer transfer)
    {
        bool plain = transfer.Kind is TransferKind.Move or TransferKind.Pend;
        bool allowed = transfer.Kind switch
        {
            TransferKind.Move => TransferRules.MayMove(transfer.Code),
            TransferKind.Pend => TransferRules.MayPend(transfer.Code),
            _ => transfer.Subject is not null,
        };
        if (!allowed || transfer.Amount <= Usd.Zero || transfer.Debit == transfer.Credit || (plain && transfer.Subject is not null)
            || (plain && !(TransferRules.MayDebit(transfer.Code, transfer.Debit.Kind) && TransferRules.MayCredit(transfer.Code, transfer.Credit.Kind))))
        {
            throw Violation(LedgerInvariant.ProjectionsAreTheFold, transfer, "is one that the rules do not allow");
        }

        if (transfer.Reference is { } reference && !_references.Add((transfer.Debit, reference)))
        {
            throw Violation(LedgerInvariant.ResolvedAtMostOnce, transfer, $"books the payment {reference} again");
        }
    }

    /// <summary>Ends the pending transfer, or takes note of the reversal; answers how much was held.</summary>
    private long Resolve(Transfer transfer)
    {
        if (transfer.Kind is TransferKind.Move or TransferKind.Pend)
        {
            return 0;
        }

        long subject = transfer.Subject!.Value;
        if (transfer.Kind == TransferKind.Reverse)
        {
            Reversals++;
            return _reversible.Remove(subject, out Transfer? original)
                && original.Amount == transfer.Amount && original.Code == transfer.Code && original.Debit == transfer.Credit
                && (original.Credit == transfer.Debit || (transfer.Debit.Kind == AccountKind.Stake && transfer.Debit.Node == original.Credit.Node))
                ? 0
                : throw Violation(LedgerInvariant.ResolvedAtMostOnce, transfer, $"reverses {subject}, which it cannot, or not any more");
        }

        if (!_open.Remove(subject, out Transfer? pending) || pending.Debit != transfer.Debit || pending.Credit != transfer.Credit || pending.Code != transfer.Code)
        {
            throw Violation(LedgerInvariant.ResolvedAtMostOnce, transfer, $"ends {subject}, which is not pending, or not any more");
        }

        bool over = pending.ExpiresAt <= transfer.At;
        if (transfer.Kind == TransferKind.Post ? over : transfer.Kind == TransferKind.Expire && !over)
        {
            throw Violation(LedgerInvariant.ResolvedAtMostOnce, transfer, $"ends {subject} at an instant at which that cannot end so");
        }

        bool within = transfer.Kind == TransferKind.Post ? transfer.Amount <= pending.Amount : transfer.Amount == pending.Amount;
        return within
            ? pending.Amount.Micros
            : throw Violation(LedgerInvariant.PostsAreWithinPending, transfer, $"is over {transfer.Amount} USD, and {pending.Amount} was pending");
    }

    private static (Balance Debit, Balance Credit) Evolve(Transfer transfer, Usd held, AccountState debit, AccountState credit)
    {
        TransferDraft draft = new()
        {
            Kind = transfer.Kind,
            Code = transfer.Code,
            Debit = transfer.Debit,
            Credit = transfer.Credit,
            Amount = transfer.Amount,
            Held = held,
        };
        try
        {
            return LedgerDecider.Evolve(draft, debit.Balance, credit.Balance);
        }
        catch (OverflowException)
        {
            throw Violation(LedgerInvariant.BalancesAreAboveTheirMinimum, transfer, "makes a balance that no ledger can hold");
        }
    }

    private AccountState Account(AccountId id, DateTimeOffset at)
    {
        if (!_accounts.TryGetValue(id, out AccountState? account))
        {
            account = new AccountState { Id = id, Number = _accounts.Count + 1, OpenedAt = at };
            _accounts.Add(id, account);
        }

        return account;
    }

    private void Keep(AccountState account)
    {
        _accounts[account.Id] = account;
        if (BatchCheck.Below(account) is { } below)
        {
            throw new LedgerViolationException(below);
        }
    }

    private void Note(Transfer transfer)
    {
        if (transfer.Kind == TransferKind.Pend)
        {
            _open.Add(transfer.Seq, transfer);
            Pended++;
        }
        else if (transfer.Kind is TransferKind.Move or TransferKind.Post && reversed.Contains(transfer.Seq))
        {
            _reversible.Add(transfer.Seq, transfer);
        }
    }
}
