using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Testing;

/// <summary>The ledger of a <see cref="MemoryStore"/>: lists and dictionaries, found by looking at all of them.</summary>
/// <param name="tryWrite">Writes rows besides: into the store's tables, or nothing and false.</param>
internal sealed class MemoryLedger(Func<IReadOnlyList<RowChange>, IReadOnlyList<NewEvent>, bool> tryWrite) : ILedgerRows
{
    private readonly List<Transfer> _transfers = [];
    private readonly Dictionary<AccountId, AccountState> _accounts = [];
    private readonly Dictionary<CommandId, CommandRow> _commands = [];
    private readonly SortedDictionary<long, PendingState> _pending = [];
    private readonly Dictionary<long, long> _reversals = [];
    private readonly Dictionary<(AccountId Rail, string Reference), long> _references = [];

    public LedgerHead Head { get; private set; } = LedgerHead.Empty;

    public IReadOnlyList<Transfer> Transfers => _transfers;

    public IReadOnlyDictionary<AccountId, AccountState> Accounts => _accounts;

    public IEnumerable<CommandRow> Commands => _commands.Values;

    public TrialBalance TrialBalance => new(
        Head,
        [
            .. _accounts.Values.GroupBy(account => account.Id.Kind).OrderBy(kind => kind.Key).Select(kind => new LedgerTotals(
                kind.Key,
                kind.Count(),
                kind.Aggregate(default(Balance), (sum, account) => new Balance(
                    sum.Posted + account.Balance.Posted,
                    sum.PendingOut + account.Balance.PendingOut,
                    sum.PendingIn + account.Balance.PendingIn)))),
        ],
        _pending.Values.Count(pending => pending.ResolvedBy is null));

    public LedgerAppended Append(IReadOnlyList<LedgerEntry> batch, DateTimeOffset now)
    {
        LedgerChain chain = new();
        LedgerBatch work = new(this, Head, now, chain);
        int expired = work.Sweep(Limits.BulkCommands);
        LedgerOutcome[] outcomes = [.. batch.Select(work.Apply)];
        if (work.Check() is { } violation)
            throw new LedgerViolationException(violation);
        _transfers.AddRange(work.Transfers);
        foreach (var account in work.Accounts)
            _accounts[account.Id] = account;
        foreach (var command in work.Commands)
            _commands.Add(command.Id, command with { RequestHash = command.RequestHash.ToArray() });
        foreach (var pending in work.Pendings)
            _pending[pending.Seq] = pending;
        foreach (var (subject, seq) in work.Reversals)
            _reversals.Add(subject, seq);
        foreach (var (payment, seq) in work.References)
            _references.Add(payment, seq);
        Head = work.Head;
        return new LedgerAppended(
            outcomes, expired, _pending.Values.Where(pending => pending.ResolvedBy is null).Min(pending => pending.ExpiresAt), Head);
    }

    public LedgerHead Import(IEnumerable<Transfer> transfers, IEnumerable<CommandRow> commands)
    {
        if (Head.Seq != 0 || _commands.Count != 0)
            throw new InvalidOperationException("The ledger is not empty.");
        JournalFold fold = new(JournalFold.Reversed(transfers));
        List<Transfer> read = [.. transfers.Select(fold.Add)];
        fold.CheckSums();
        List<CommandRow> rows = [.. commands];
        if (rows.Sum(row => row.Transfers) != read.Count || rows.Exists(row => row.Transfers > 0 && read[(int)row.FirstSeq - 1].Id != row.Id.Transfer(0)))
            throw new LedgerViolationException(new(LedgerInvariant.ProjectionsAreTheFold, "The commands are not those of the transfers."));
        _transfers.AddRange(read);
        foreach (var account in fold.Accounts.Values)
            _accounts.Add(account.Id, account);
        rows.ForEach(row => _commands.Add(row.Id, row with { Number = _commands.Count + 1 }));
        foreach (var transfer in read)
        {
            if (transfer.Kind == TransferKind.Pend)
                _pending.Add(transfer.Seq, new PendingState(transfer.Seq, transfer.ExpiresAt, null));
            else if (transfer.Kind == TransferKind.Reverse)
                _reversals.Add(transfer.Subject!.Value, transfer.Seq);
            else if (transfer.Subject is { } subject)
                _pending[subject] = _pending[subject] with { ResolvedBy = transfer.Seq };
            if (transfer.Reference is { } reference)
                _references.Add((transfer.Debit, reference), transfer.Seq);
        }

        return Head = fold.Head with { Commands = rows.Count };
    }

    public LedgerViolation? Verify()
    {
        try
        {
            JournalFold fold = new(_reversals.Keys.ToHashSet());
            foreach (var transfer in _transfers)
                Assert.Equal(transfer, fold.Add(transfer) with { Hash = transfer.Hash });
            fold.CheckSums();
            return fold.Head == Head with { Commands = fold.Commands } && fold.Accounts.Count == _accounts.Count && fold.Accounts.All(pair => _accounts[pair.Key] == pair.Value)
                ? null
                : new LedgerViolation(LedgerInvariant.ProjectionsAreTheFold, "The accounts are not the fold.");
        }
        catch (LedgerViolationException found)
        {
            return found.Violation;
        }
    }

    /// <summary>Makes an account's row say something else than the journal does.</summary>
    public void Damage(AccountId account, Balance balance) => _accounts[account] = _accounts[account] with { Balance = balance };

    public AccountState? Account(AccountId id) => _accounts.GetValueOrDefault(id);

    public Transfer? Transfer(long seq) => seq >= 1 && seq <= _transfers.Count ? _transfers[(int)seq - 1] : null;

    public PendingState? Pending(long seq) => _pending.GetValueOrDefault(seq);

    public CommandRow? Command(CommandId id) => _commands.GetValueOrDefault(id);

    public long? ReversalOf(long seq) => _reversals.TryGetValue(seq, out var reversal) ? reversal : null;

    public long? ByReference(AccountId rail, string reference) => _references.TryGetValue((rail, reference), out var seq) ? seq : null;

    public IReadOnlyList<long> Due(DateTimeOffset now, int limit) =>
    [
        .. _pending.Values.Where(pending => pending.ResolvedBy is null && pending.ExpiresAt <= now)
            .OrderBy(pending => pending.ExpiresAt)
            .ThenBy(pending => pending.Seq)
            .Take(limit)
            .Select(pending => pending.Seq),
    ];

    public bool TryWrite(IReadOnlyList<RowChange> changes, IReadOnlyList<NewEvent> events) => tryWrite(changes, events);
}
