using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage;

namespace EasyEnclave.Tests.Testing;

internal sealed partial class MemoryStore
{
    /// <summary>The ledger itself, for tests that look into it or damage it.</summary>
    public MemoryLedger Ledger => _shelf.Ledger ??= new MemoryLedger((changes, events) =>
    {
        if (Tables.Write(new WriteEntry(changes, events), _shelf.Writing!) is not { } after)
            return false;
        Tables = after;
        return true;
    });

    public async ValueTask<LedgerAppended?> AppendLedgerAsync(
        LogLease lease, IReadOnlyList<LedgerEntry> batch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (BeforeAppend is { } before)
            await before(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Locked<LedgerAppended?>(() =>
        {
            if (!Tables.MayWrite(lease))
                return null;
            var undo = Tables;
            try
            {
                _shelf.Writing = lease;
                var appended = Ledger.Append(batch, now);
                Tables = Tables.Cover(lease.Log, now);
                Commits++;
                return appended;
            }
            catch
            {
                Tables = undo;
                throw;
            }
        });
    }

    public ValueTask<LedgerHead> ReadLedgerHeadAsync(CancellationToken cancellationToken) => ReadLedger(ledger => ledger.Head, cancellationToken);

    public ValueTask<AccountState?> ReadAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        ReadLedger(ledger => ledger.Account(account), cancellationToken);

    public ValueTask<IReadOnlyList<AccountState>> ReadAccountsAsync(long afterNumber, int limit, CancellationToken cancellationToken) =>
        ReadLedger<IReadOnlyList<AccountState>>(
            ledger => [.. ledger.Accounts.Values.Where(account => account.Number > afterNumber).OrderBy(account => account.Number).Take(Page(limit))],
            cancellationToken);

    public ValueTask<Balance> ReadBalanceAsync(AccountId account, long seq, CancellationToken cancellationToken) =>
        ReadLedger(
            ledger => ledger.Transfers.LastOrDefault(transfer => transfer.Seq <= seq && transfer.SideOf(account) is not null)?.SideOf(account)?.After ?? default,
            cancellationToken);

    public ValueTask<long> ReadSeqAtAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        ReadLedger(ledger => ledger.Transfers.LastOrDefault(transfer => transfer.At <= Microseconds.Truncate(instant))?.Seq ?? 0, cancellationToken);

    public ValueTask<IReadOnlyList<Transfer>> ReadEntriesAsync(AccountId account, long beforeSeq, int limit, CancellationToken cancellationToken) =>
        ReadLedger<IReadOnlyList<Transfer>>(
            ledger =>
            [
                .. ledger.Transfers.Where(transfer => transfer.Seq < beforeSeq && transfer.SideOf(account) is not null).Reverse().Take(Page(limit)),
            ],
            cancellationToken);

    public ValueTask<Transfer?> ReadTransferAsync(long seq, CancellationToken cancellationToken) =>
        ReadLedger(ledger => ledger.Transfer(seq), cancellationToken);

    /// <summary>Runs before transfers are read, so that a test can write others first.</summary>
    public Func<Task>? BeforeReadTransfers { get; set; }

    public async ValueTask<IReadOnlyList<Transfer>> ReadTransfersAsync(long afterSeq, int limit, CancellationToken cancellationToken)
    {
        if (BeforeReadTransfers is { } before)
            await before();
        return await ReadLedger<IReadOnlyList<Transfer>>(
            ledger => [.. ledger.Transfers.Where(transfer => transfer.Seq > afterSeq).Take(Page(limit))], cancellationToken);
    }

    public ValueTask<PendingState?> ReadPendingAsync(long seq, CancellationToken cancellationToken) =>
        ReadLedger(ledger => ledger.Pending(seq), cancellationToken);

    public ValueTask<CommandRow?> ReadCommandAsync(CommandId id, CancellationToken cancellationToken) =>
        ReadLedger(ledger => ledger.Command(id), cancellationToken);

    public ValueTask<IReadOnlyList<CommandRow>> ReadCommandsAsync(long afterNumber, int limit, CancellationToken cancellationToken) =>
        ReadLedger<IReadOnlyList<CommandRow>>(
            ledger => [.. ledger.Commands.Where(row => row.Number > afterNumber).OrderBy(row => row.Number).Take(Page(limit))], cancellationToken);

    public ValueTask<TrialBalance> ReadTrialBalanceAsync(CancellationToken cancellationToken) =>
        ReadLedger(ledger => ledger.TrialBalance, cancellationToken);

    /// <summary>What happens before the whole ledger is checked: a store that breaks then.</summary>
    public Action? BeforeVerify { get; set; }

    public ValueTask<LedgerViolation?> VerifyLedgerAsync(CancellationToken cancellationToken)
    {
        BeforeVerify?.Invoke();
        return ReadLedger(ledger => ledger.Verify(), cancellationToken);
    }

    public ValueTask<LedgerHead?> ImportLedgerAsync(
        LogLease lease, IEnumerable<Transfer> transfers, IEnumerable<CommandRow> commands, CancellationToken cancellationToken) =>
        ReadLedger(
            ledger => Tables.MayWrite(lease) ? ledger.Import(transfers, commands) : null,
            cancellationToken);

    private static int Page(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, EasyEnclave.Protocol.Limits.PageRows);
        return limit;
    }

    private ValueTask<T> ReadLedger<T>(Func<MemoryLedger, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Locked(() => read(Ledger)));
    }
}
