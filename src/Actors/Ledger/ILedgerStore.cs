using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>Where the ledger is kept: one journal, written by the log <see cref="Log"/> alone, and what follows from it.</summary>
/// <remarks>Reads see the last commit. Exceptions mean as in <see cref="IStore"/>; <see cref="LedgerViolationException"/> that it contradicts itself.</remarks>
public interface ILedgerStore
{
    /// <summary>The name of the ledger's log; its lease comes from <see cref="IStore.JoinAsync"/>.</summary>
    const string Log = "ledger";

    /// <summary>Writes a batch in one commit: first the pending transfers whose time is over, then each entry that is decided so, in order.</summary>
    /// <param name="lease">The right to write.</param>
    /// <param name="batch">The entries; empty only lets pending transfers expire and moves the mark of what is covered.</param>
    /// <param name="now">The commit's instant; taken as the last transfer's where it is before that.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>Null when the lease is lost.</returns>
    /// <exception cref="LedgerViolationException">An invariant would not hold after it; nothing was written.</exception>
    ValueTask<LedgerAppended?> AppendLedgerAsync(
        LogLease lease, IReadOnlyList<LedgerEntry> batch, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Where the journal ends.</summary>
    ValueTask<LedgerHead> ReadLedgerHeadAsync(CancellationToken cancellationToken);

    /// <summary>An account; null when it never had an entry.</summary>
    ValueTask<AccountState?> ReadAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Accounts by their number, after <paramref name="afterNumber"/>.</summary>
    ValueTask<IReadOnlyList<AccountState>> ReadAccountsAsync(long afterNumber, int limit, CancellationToken cancellationToken);

    /// <summary>An account's balance after the transfer <paramref name="seq"/> and all before it; nothing before its first entry.</summary>
    ValueTask<Balance> ReadBalanceAsync(AccountId account, long seq, CancellationToken cancellationToken);

    /// <summary>The seq of the last transfer written at or before an instant; 0 when there is none.</summary>
    ValueTask<long> ReadSeqAtAsync(DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>An account's entries, the latest first: at most <paramref name="limit"/> (1 to 1,000), with seqs below <paramref name="beforeSeq"/>.</summary>
    ValueTask<IReadOnlyList<Transfer>> ReadEntriesAsync(
        AccountId account, long beforeSeq, int limit, CancellationToken cancellationToken);

    /// <summary>A transfer by its seq; null when there is none.</summary>
    ValueTask<Transfer?> ReadTransferAsync(long seq, CancellationToken cancellationToken);

    /// <summary>The journal after a seq, oldest first, at most <paramref name="limit"/> (1 to 1,000).</summary>
    ValueTask<IReadOnlyList<Transfer>> ReadTransfersAsync(long afterSeq, int limit, CancellationToken cancellationToken);

    /// <summary>A pending transfer's state by its seq; null when that is no pending transfer.</summary>
    ValueTask<PendingState?> ReadPendingAsync(long seq, CancellationToken cancellationToken);

    /// <summary>A command; null when it was never written.</summary>
    ValueTask<CommandRow?> ReadCommandAsync(CommandId id, CancellationToken cancellationToken);

    /// <summary>Commands by their numbers, after <paramref name="afterNumber"/>, at most <paramref name="limit"/> (1 to 1,000).</summary>
    ValueTask<IReadOnlyList<CommandRow>> ReadCommandsAsync(long afterNumber, int limit, CancellationToken cancellationToken);

    /// <summary>The whole ledger in a few numbers.</summary>
    ValueTask<TrialBalance> ReadTrialBalanceAsync(CancellationToken cancellationToken);

    /// <summary>Checks the whole journal, and all that follows from it, at one instant, beside the writer.</summary>
    /// <returns>The first thing found wrong; null when all holds.</returns>
    ValueTask<LedgerViolation?> VerifyLedgerAsync(CancellationToken cancellationToken);

    /// <summary>Writes a whole journal into an empty ledger, in one commit.</summary>
    /// <param name="lease">The right to write.</param>
    /// <param name="transfers">All transfers from the first on, with their hashes; read twice.</param>
    /// <param name="commands">All commands, in order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where the journal ends then; null when the lease is lost.</returns>
    /// <exception cref="InvalidOperationException">The ledger is not empty.</exception>
    /// <exception cref="LedgerViolationException">The journal contradicts itself; nothing was written.</exception>
    ValueTask<LedgerHead?> ImportLedgerAsync(
        LogLease lease, IEnumerable<Transfer> transfers, IEnumerable<CommandRow> commands, CancellationToken cancellationToken);
}
