using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Sqlite.Ledger;

namespace EasyEnclave.Storage.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc />
    public ValueTask<LedgerAppended?> AppendLedgerAsync(
        LogLease lease, IReadOnlyList<LedgerEntry> batch, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.RunAsync(_ => _ledger.Write(lease, batch, now, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public ValueTask<LedgerHead> ReadLedgerHeadAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(LedgerReader.Head, cancellationToken);

    /// <inheritdoc />
    public ValueTask<AccountState?> ReadAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => LedgerReader.Account(link, account), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<AccountState>> ReadAccountsAsync(long afterNumber, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return _readers.ReadAsync(link => LedgerReader.Accounts(link, afterNumber, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<Balance> ReadBalanceAsync(AccountId account, long seq, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => link.AtOneInstant(() => LedgerReader.BalanceAt(link, account, seq)), cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> ReadSeqAtAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => link.AtOneInstant(() => LedgerReader.SeqAt(link, instant)), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Transfer>> ReadEntriesAsync(
        AccountId account, long beforeSeq, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return _readers.ReadAsync(link => link.AtOneInstant(() => LedgerReader.Entries(link, account, beforeSeq, limit)), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<Transfer?> ReadTransferAsync(long seq, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => LedgerReader.Transfer(link, seq), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Transfer>> ReadTransfersAsync(long afterSeq, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return _readers.ReadAsync(link => LedgerReader.Transfers(link, afterSeq, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<PendingState?> ReadPendingAsync(long seq, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => LedgerReader.Pending(link, seq), cancellationToken);

    /// <inheritdoc />
    public ValueTask<CommandRow?> ReadCommandAsync(CommandId id, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => _ledger.Commands.Find(link, id) is { } number ? LedgerReader.Command(link, number) : null, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CommandRow>> ReadCommandsAsync(long afterNumber, int limit, CancellationToken cancellationToken)
    {
        CheckPage(limit);
        return _readers.ReadAsync(link => LedgerReader.Commands(link, afterNumber, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<TrialBalance> ReadTrialBalanceAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(LedgerReader.TrialBalance, cancellationToken);

    /// <inheritdoc />
    public ValueTask<LedgerViolation?> VerifyLedgerAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => LedgerVerification.Run(link, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public ValueTask<LedgerHead?> ImportLedgerAsync(
        LogLease lease, IEnumerable<Transfer> transfers, IEnumerable<CommandRow> commands, CancellationToken cancellationToken) =>
        _writer.RunAsync(_ => _ledger.Import(lease, transfers, commands, cancellationToken), cancellationToken);

    private static void CheckPage(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Limits.PageRows);
    }
}
