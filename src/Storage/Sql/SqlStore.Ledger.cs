using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Ledger;

namespace EasyEnclave.Storage.Sql;

public abstract partial class SqlStore
{
    /// <inheritdoc />
    public ValueTask<LedgerAppended?> AppendLedgerAsync(
        LogLease lease, IReadOnlyList<LedgerEntry> batch, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(lease.Log, desk => desk.Ledger.Write(lease, batch, now, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public ValueTask<LedgerHead> ReadLedgerHeadAsync(CancellationToken cancellationToken) =>
        ReadAsync(LedgerReader.Head, cancellationToken);

    /// <inheritdoc />
    public ValueTask<AccountState?> ReadAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        ReadAsync(link => LedgerReader.Account(link, account), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<AccountState>> ReadAccountsAsync(long afterNumber, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return ReadAsync(link => LedgerReader.Accounts(link, afterNumber, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<Balance> ReadBalanceAsync(AccountId account, long seq, CancellationToken cancellationToken) =>
        ReadAsync(link => link.AtOneInstant(() => LedgerReader.BalanceAt(link, account, seq)), cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> ReadSeqAtAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        ReadAsync(link => link.AtOneInstant(() => LedgerReader.SeqAt(link, instant)), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Transfer>> ReadEntriesAsync(
        AccountId account, long beforeSeq, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return ReadAsync(link => link.AtOneInstant(() => LedgerReader.Entries(link, account, beforeSeq, limit)), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<Transfer?> ReadTransferAsync(long seq, CancellationToken cancellationToken) =>
        ReadAsync(link => LedgerReader.Transfer(link, seq), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Transfer>> ReadTransfersAsync(long afterSeq, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return ReadAsync(link => LedgerReader.Transfers(link, afterSeq, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<PendingState?> ReadPendingAsync(long seq, CancellationToken cancellationToken) =>
        ReadAsync(link => LedgerReader.Pending(link, seq), cancellationToken);

    /// <inheritdoc />
    public ValueTask<CommandRow?> ReadCommandAsync(CommandId id, CancellationToken cancellationToken) =>
        ReadAsync(link => Commands.Find(link, id) is { } number ? LedgerReader.Command(link, number) : null, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CommandRow>> ReadCommandsAsync(long afterNumber, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return ReadAsync(link => LedgerReader.Commands(link, afterNumber, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<TrialBalance> ReadTrialBalanceAsync(CancellationToken cancellationToken) =>
        ReadAsync(LedgerReader.TrialBalance, cancellationToken);

    /// <inheritdoc />
    public ValueTask<LedgerViolation?> VerifyLedgerAsync(CancellationToken cancellationToken) =>
        CheckAsync(link => LedgerVerification.Run(link, Commands, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public ValueTask<LedgerHead?> ImportLedgerAsync(
        LogLease lease, IEnumerable<Transfer> transfers, IEnumerable<CommandRow> commands, CancellationToken cancellationToken) =>
        WriteAsync(lease.Log, desk => desk.Ledger.Import(lease, transfers, commands, cancellationToken), cancellationToken);

    private static void CheckPage(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Limits.PageRows);
    }
}
