using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Rows;

/// <summary>Writes a batch as one transaction; the only way events and entities get into the store.</summary>
/// <remarks>
/// 1. The log's row is read and held: of another incarnation, and the writer is fenced.
/// 2. Each entry's rows are written where they are as expected; a miss undoes that entry alone. Where it can be told before, it is left out.
/// 3. Its events follow, numbered and chained from the log's head.
/// 4. The head moves, and what is covered.
/// 5. The commit is on the disk before anybody is answered.
/// </remarks>
internal sealed class BatchWriter(Link link, IExpectations? expectations = null) : IDisposable
{
    private readonly LogWriter _log = new(link);

    public IReadOnlyList<WriteOutcome>? Write(
        LogLease lease, IReadOnlyList<WriteEntry> batch, DateTimeOffset coveredTo, CancellationToken cancellationToken)
    {
        var outcomes = new WriteOutcome[batch.Count];
        var written = link.Transact(() =>
        {
            if (!_log.Begin(lease))
                return false;
            var late = expectations?.Hold(batch);
            for (var index = 0; index < outcomes.Length; index++)
            {
                var fits = late?.Contains(index) != true && _log.TryWrite(batch[index].Changes, batch[index].Events, held: late is not null);
                outcomes[index] = fits ? WriteOutcome.Committed : WriteOutcome.Conflict;
            }

            _log.End(coveredTo);
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        }, () => _log.Mark);
        return written ? outcomes : null;
    }

    public void Dispose() => _log.Dispose();
}
