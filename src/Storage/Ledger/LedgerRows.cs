using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>What a batch reads while its transaction is open, with the accounts of earlier batches kept in memory.</summary>
/// <remarks>Nobody else writes these rows: what was committed here is what is there.</remarks>
internal sealed class LedgerRows(Link link, LogWriter log, CommandLookup commands, ILedgerFetch? fetch) : ILedgerRows
{
    private readonly Dictionary<AccountId, AccountState> _accounts = [];
    private readonly LedgerFetched _fetched = new();

    /// <summary>The command by which a pending transfer's time ends it.</summary>
    public static CommandId ExpiryOf(long pending) => LedgerRequest.Natural($"expire/{pending}", "").Id;

    /// <summary>Begins a batch: what it will ask for is read at once where that saves time.</summary>
    public void Begin(IReadOnlyList<LedgerEntry> batch)
    {
        _fetched.Clear();
        fetch?.Read(batch, _accounts.GetValueOrDefault, _fetched);
    }

    public AccountState? Account(AccountId id)
    {
        if (_accounts.TryGetValue(id, out var kept))
            return kept;
        if ((_fetched.Accounts.TryGetValue(id, out var fetched) ? fetched : LedgerReader.Account(link, id)) is not { } account)
            return null;
        CheckAgainstJournal(account);
        _accounts.Add(id, account);
        return account;
    }

    public Transfer? Transfer(long seq) => _fetched.Transfers.TryGetValue(seq, out var fetched) ? fetched : LedgerReader.Transfer(link, seq);

    public PendingState? Pending(long seq) => _fetched.Pendings.TryGetValue(seq, out var fetched) ? fetched : LedgerReader.Pending(link, seq);

    public CommandRow? Command(CommandId id) =>
        _fetched.Commands.TryGetValue(id, out var fetched) ? fetched
        : commands.Find(link, id) is { } number ? LedgerReader.Command(link, number)
        : null;

    public long? ReversalOf(long seq)
    {
        if (_fetched.Reversals.TryGetValue(seq, out var fetched))
            return fetched;
        using var row = link.Use("SELECT seq FROM reversal WHERE subject = ?");
        return row.Bind(1, seq).Step() ? row.Number(0) : null;
    }

    public long? ByReference(AccountId rail, string reference)
    {
        if (_fetched.Payments.TryGetValue((rail, reference), out var fetched))
            return fetched;
        if (Account(rail) is not { } account)
            return null;
        using var row = link.Use("SELECT seq FROM payment WHERE rail = ? AND reference = ?");
        return row.Bind(1, account.Number).Bind(2, reference).Step() ? row.Number(0) : null;
    }

    public IReadOnlyList<long> Due(DateTimeOffset now, int limit)
    {
        var due = ReadDue(now, limit);
        if (due.Count > 0)
            fetch?.ReadDue(due, _accounts.GetValueOrDefault, _fetched);
        return due;
    }

    private List<long> ReadDue(DateTimeOffset now, int limit)
    {
        using var row = link.Use("""
            SELECT seq FROM pending WHERE resolved_by IS NULL AND expires_at IS NOT NULL AND expires_at <= ? ORDER BY expires_at, seq LIMIT ?
            """);
        row.Bind(1, Microseconds.Of(now)).Bind(2, limit);
        return RowReader.All(row, static row => row.Number(0));
    }

    public bool TryWrite(IReadOnlyList<RowChange> changes, IReadOnlyList<NewEvent> events) => log.TryWrite(changes, events);

    /// <summary>Keeps what a commit made of the accounts.</summary>
    public void Keep(IReadOnlyCollection<AccountState> accounts)
    {
        if (_accounts.Count + accounts.Count > Limits.LedgerAccountsKept)
            _accounts.Clear();
        foreach (var account in accounts)
            _accounts[account.Id] = account;
    }

    public void Forget()
    {
        _accounts.Clear();
        _fetched.Clear();
    }

    /// <summary>Before anything is decided on a row, it must be what the account's last transfer left.</summary>
    private void CheckAgainstJournal(AccountState account)
    {
        var side = Transfer(account.Trail.Last)?.SideOf(account.Id);
        if (side?.After != account.Balance)
        {
            throw new LedgerViolationException(new(
                LedgerInvariant.ProjectionsAreTheFold,
                $"Account {account.Id} holds {account.Balance}, and its last transfer {account.Trail.Last} left {side?.After}.",
                account.Trail.Last,
                account.Id));
        }
    }
}
