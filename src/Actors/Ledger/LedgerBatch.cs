using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>One commit in the making: entries are decided one after the other, each on what the ones before left.</summary>
/// <remarks>
/// Every store gives it its rows and writes what it holds at the end; so all stores decide alike. It is used by one thread, once. After
/// <see cref="Check"/> has found nothing, the new transfers, changed accounts, commands and ends of pending transfers are to be written.
/// </remarks>
public sealed class LedgerBatch(ILedgerRows rows, LedgerHead head, DateTimeOffset now, LedgerChain chain) : ILedgerView
{
    private readonly DateTimeOffset _now = LedgerTime.Truncate(now < head.At ? head.At : now);
    private readonly long _before = head.Seq;
    private readonly List<Transfer> _transfers = [];
    private readonly List<CommandRow> _commands = [];
    private readonly Dictionary<AccountId, AccountState> _accounts = [];
    private readonly Dictionary<CommandId, CommandRow> _commandsById = [];
    private readonly Dictionary<long, PendingState> _pending = [];
    private readonly Dictionary<long, long> _reversals = [];
    private readonly Dictionary<(AccountId Rail, string Reference), long> _references = [];

    // How to take back what the present entry did, should a later part of it be refused; unused where there is no later part.
    private readonly List<Action> _undo = [];
    private LedgerHead _head = head;
    private bool _undoable;

    /// <summary>Where the journal ends after what was applied so far.</summary>
    public LedgerHead Head => _head;

    /// <summary>The new transfers, in order.</summary>
    public IReadOnlyList<Transfer> Transfers => _transfers;

    /// <summary>The new commands, in order.</summary>
    public IReadOnlyList<CommandRow> Commands => _commands;

    /// <summary>The accounts that changed, as they are now.</summary>
    public IReadOnlyCollection<AccountState> Accounts => _accounts.Values;

    /// <summary>The pending transfers that were opened or ended.</summary>
    public IReadOnlyCollection<PendingState> Pendings => _pending.Values;

    /// <summary>The reversed transfers, and their reversals.</summary>
    public IReadOnlyDictionary<long, long> Reversals => _reversals;

    /// <summary>The payments that were booked.</summary>
    public IReadOnlyDictionary<(AccountId Rail, string Reference), long> References => _references;

    /// <summary>Lets the pending transfers whose time is over go back, at most so many; answers how many did.</summary>
    public int Sweep(int limit)
    {
        IReadOnlyList<long> due = rows.Due(_now, limit);
        foreach (long seq in due)
        {
            LedgerRequest request = LedgerRequest.Natural($"expire/{seq}", "");
            LedgerOutcome outcome = Apply(LedgerEntry.Of(request, LedgerRequest.System, new LedgerCommand.Expire(seq)));
            if (outcome is not LedgerOutcome.Committed { Replayed: false })
            {
                throw new LedgerViolationException(new LedgerViolation(
                    LedgerInvariant.ResolvedAtMostOnce, $"The pending transfer {seq} is due and cannot expire: {outcome}.", seq));
            }
        }

        return due.Count;
    }

    /// <summary>Decides an entry; what it does is in the batch, or nothing of it.</summary>
    public LedgerOutcome Apply(LedgerEntry entry)
    {
        if (Command(entry.Request.Id) is { } known)
        {
            return Again(entry, known);
        }

        if (entry.Commands.Count > Limits.BulkCommands)
        {
            return new LedgerOutcome.Refused(LedgerRefusal.TooLong, "transfers", 0);
        }

        bool writesRows = entry.Changes.Count > 0 || entry.Events.Count > 0;
        _undoable = writesRows || entry.Commands.Count > 1;
        _undo.Clear();
        LedgerHead began = _head;
        int first = _transfers.Count;
        for (int place = 0; place < entry.Commands.Count; place++)
        {
            LedgerDecision decision = LedgerDecider.Decide(this, entry.Commands[place], _now);
            if (decision.Draft is not { } draft)
            {
                Undo(began, first);
                return new LedgerOutcome.Refused(decision.Refusal, decision.Field, place);
            }

            Add(draft, entry.Request.Id.Transfer(place), entry.Actor);
        }

        if (writesRows && !rows.TryWrite(entry.Changes, entry.Events))
        {
            Undo(began, first);
            return new LedgerOutcome.Conflict();
        }

        _head = _head with { Commands = _head.Commands + 1 };
        CommandRow row = new(
            _head.Commands, entry.Request.Id, entry.Request.Principal, entry.Request.Hash, began.Seq + 1, entry.Commands.Count, _now, entry.Note);
        _commands.Add(row);
        _commandsById.Add(row.Id, row);
        return new LedgerOutcome.Committed(_transfers.GetRange(first, _transfers.Count - first), entry.Note, Replayed: false);
    }

    /// <summary>Checks what the batch would make of the ledger, from the rows before and after, without looking at how it came about.</summary>
    /// <returns>What does not hold; null when the batch may be written.</returns>
    public LedgerViolation? Check() => BatchCheck.Run(rows, _accounts.Values, _transfers, _before, _head);

    /// <inheritdoc />
    public AccountState? Account(AccountId id) => _accounts.TryGetValue(id, out AccountState? changed) ? changed : rows.Account(id);

    /// <inheritdoc />
    public Transfer? Transfer(long seq) =>
        seq <= _before ? rows.Transfer(seq) : seq <= _head.Seq ? _transfers[(int)(seq - _before - 1)] : null;

    /// <inheritdoc />
    public PendingState? Pending(long seq) =>
        _pending.TryGetValue(seq, out PendingState? changed) ? changed : seq <= _before ? rows.Pending(seq) : null;

    /// <inheritdoc />
    public long? ReversalOf(long seq) =>
        _reversals.TryGetValue(seq, out long reversal) ? reversal : seq <= _before ? rows.ReversalOf(seq) : null;

    /// <inheritdoc />
    public long? ByReference(AccountId rail, string reference) =>
        _references.TryGetValue((rail, reference), out long seq) ? seq : rows.ByReference(rail, reference);

    private CommandRow? Command(CommandId id) => _commandsById.TryGetValue(id, out CommandRow? row) ? row : rows.Command(id);

    private LedgerOutcome Again(LedgerEntry entry, CommandRow known)
    {
        if (known.Principal != entry.Request.Principal || !known.RequestHash.Span.SequenceEqual(entry.Request.Hash.Span))
        {
            return new LedgerOutcome.IdempotencyConflict();
        }

        Transfer[] transfers = new Transfer[known.Transfers];
        for (int place = 0; place < transfers.Length; place++)
        {
            long seq = known.FirstSeq + place;
            transfers[place] = Transfer(seq) ?? throw new LedgerViolationException(new LedgerViolation(
                LedgerInvariant.ProjectionsAreTheFold, $"The command {known.Id.Transfer(0)} names the transfer {seq}, which is not there.", seq));
        }

        return new LedgerOutcome.Committed(transfers, known.Note, Replayed: true);
    }

    private void Add(TransferDraft draft, TransferId id, string actor)
    {
        long seq = _head.Seq + 1;
        AccountState debit = Account(draft.Debit) ?? Open(draft.Debit);
        AccountState credit = Account(draft.Credit) ?? Open(draft.Credit);
        (Balance debitAfter, Balance creditAfter) = LedgerDecider.Evolve(draft, debit.Balance, credit.Balance);
        Transfer transfer = new()
        {
            Seq = seq,
            Id = id,
            Kind = draft.Kind,
            Code = draft.Code,
            Debit = draft.Debit,
            Credit = draft.Credit,
            Amount = draft.Amount,
            Subject = draft.Subject,
            Actor = actor,
            Memo = draft.Memo,
            Reference = draft.Reference,
            Period = draft.Period,
            At = _now,
            ExpiresAt = draft.ExpiresAt is { } expires ? LedgerTime.Truncate(expires) : null,
            Hash = default,
            DebitSide = new EntrySide(debitAfter, debit.Trail.Last, debit.Trail.Jump),
            CreditSide = new EntrySide(creditAfter, credit.Trail.Last, credit.Trail.Jump),
        };
        transfer = transfer with { Hash = chain.Next(_head.Hash.Span, transfer) };
        _transfers.Add(transfer);
        _head = new LedgerHead(seq, transfer.Hash, _now, _head.Accounts, _head.Commands);
        Set(_accounts, debit.Id, debit with { Balance = debitAfter, Trail = debit.Trail.Add(seq) });
        Set(_accounts, credit.Id, credit with { Balance = creditAfter, Trail = credit.Trail.Add(seq) });
        Note(transfer);
    }

    private void Note(Transfer transfer)
    {
        switch (transfer)
        {
            case { Kind: TransferKind.Pend }:
                Set(_pending, transfer.Seq, new PendingState(transfer.Seq, transfer.ExpiresAt, null));
                break;
            case { Kind: TransferKind.Post or TransferKind.Void or TransferKind.Expire, Subject: { } pending }:
                Set(_pending, pending, Pending(pending)! with { ResolvedBy = transfer.Seq });
                break;
            case { Kind: TransferKind.Reverse, Subject: { } original }:
                Set(_reversals, original, transfer.Seq);
                break;
            case { Reference: { } reference }:
                Set(_references, (transfer.Debit, reference), transfer.Seq);
                break;
        }
    }

    private AccountState Open(AccountId id)
    {
        _head = _head with { Accounts = _head.Accounts + 1 };
        return new AccountState { Id = id, Number = _head.Accounts, OpenedAt = _now };
    }

    private void Set<TKey, TValue>(Dictionary<TKey, TValue> rowsByKey, TKey key, TValue value)
        where TKey : notnull
    {
        if (_undoable)
        {
            bool had = rowsByKey.TryGetValue(key, out TValue? was);
            _undo.Add(() =>
            {
                if (had)
                {
                    rowsByKey[key] = was!;
                }
                else
                {
                    rowsByKey.Remove(key);
                }
            });
        }

        rowsByKey[key] = value;
    }

    private void Undo(LedgerHead began, int first)
    {
        for (int step = _undo.Count - 1; step >= 0; step--)
        {
            _undo[step]();
        }

        _undo.Clear();
        _transfers.RemoveRange(first, _transfers.Count - first);
        _head = began;
    }
}
