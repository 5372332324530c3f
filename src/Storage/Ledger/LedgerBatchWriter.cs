using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>Writes a batch of the ledger as one transaction.</summary>
/// <remarks>
/// 1. The log's row is read: of another incarnation, and the writer is fenced.
/// 2. Pending transfers whose time is over go back.
/// 3. Each entry is decided on what the ones before left; its rows besides are written where they are as expected.
/// 4. The invariants are checked over all that changed; one that does not hold undoes everything.
/// 5. Transfers, accounts, commands and ends of pending transfers are written, and the heads move.
/// 6. The commit is on the disk before anybody is answered.
/// </remarks>
internal sealed class LedgerBatchWriter : IDisposable
{
    private readonly Link _link;
    private readonly LogWriter _log;
    private readonly LedgerRows _rows;
    private readonly LedgerChain _chain = new();
    private LedgerHead? _head;
    private LogLease? _lease;
    private long _commits;

    public LedgerBatchWriter(Link link, CommandLookup commands, ILedgerFetch? fetch = null)
    {
        _link = link;
        _log = new LogWriter(link);
        Commands = commands;
        _rows = new LedgerRows(link, _log, Commands, fetch);
    }

    /// <summary>Where commands are found; for readers too.</summary>
    public CommandLookup Commands { get; }

    public LedgerAppended? Write(LogLease lease, IReadOnlyList<LedgerEntry> batch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        LedgerAppended? appended = null;
        LedgerBatch? work = null;
        try
        {
            var written = _link.Transact(() =>
            {
                if (!_log.Begin(lease))
                    return false;

                // Nobody else writes by this lease: the database was set back, and what was answered is gone.
                if (lease == _lease && _log.Mark.Commits <= _commits)
                    throw new LedgerViolationException(SetBack(_commits - _log.Mark.Commits + 1));

                // What is kept in memory is what this writer committed last, if nobody else did since.
                if (_log.Mark.Commits != _commits + 1)
                    Forget();
                var head = _head ??= ReadHead();
                _rows.Begin(batch);
                work = new LedgerBatch(_rows, head, now, _chain);
                var expired = work.Sweep(Limits.BulkCommands);
                var outcomes = new LedgerOutcome[batch.Count];
                for (var index = 0; index < outcomes.Length; index++)
                    outcomes[index] = work.Apply(batch[index]);
                if (work.Check() is { } violation)
                    throw new LedgerViolationException(violation);
                LedgerRowWriter.Write(_link, work, head);
                Commands.Move(_link, work.Commands.Count, head.Commands);
                _log.End(now);
                cancellationToken.ThrowIfCancellationRequested();
                appended = new LedgerAppended(outcomes, expired, NextExpiry(), work.Head);
                return true;
            }, () => _log.Mark);
            if (!written)
                return null;
        }
        catch
        {
            // Nothing of it is on the disk, or nobody knows: the next batch reads the rows afresh.
            Forget();
            throw;
        }

        _head = work!.Head;
        (_lease, _commits) = (lease, _log.Mark.Commits);
        _rows.Keep(work.Accounts);
        Commands.Keep(work.Commands);
        return appended;
    }

    public LedgerHead? Import(
        LogLease lease, IEnumerable<Transfer> transfers, IEnumerable<CommandRow> commands, CancellationToken cancellationToken)
    {
        Forget();
        LedgerHead? head = null;
        _link.Transact(() =>
        {
            if (!_log.Begin(lease))
                return false;
            head = LedgerImport.Run(_link, Commands, transfers, commands, cancellationToken);
            _log.End(head.At);
            return true;
        }, () => _log.Mark);
        return head;
    }

    public void Dispose() => _log.Dispose();

    private static LedgerViolation SetBack(long commits) => new(
        LedgerInvariant.ReachesItsCheckpoint, $"database_set_back: {commits} commits of the ledger are gone that were answered.");

    private void Forget()
    {
        _head = null;
        _rows.Forget();
    }

    /// <summary>Where the journal ends, read anew: by then a commit may have gone through of which nobody heard.</summary>
    private LedgerHead ReadHead()
    {
        Commands.CatchUp(_link);
        return LedgerReader.Head(_link);
    }

    private DateTimeOffset? NextExpiry()
    {
        using var row = _link.Use("""
            SELECT expires_at FROM pending WHERE resolved_by IS NULL AND expires_at IS NOT NULL ORDER BY expires_at LIMIT 1
            """);
        return row.Step() ? row.Instant(0) : null;
    }
}
