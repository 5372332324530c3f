using EasyEnclave.Actors.Store;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>The one writer of the node's log.</summary>
internal sealed partial class NodeProcess
{
    private readonly Queue<(WriteEntry Entry, Action<WriteOutcome> Done)> _queue = [];
    private readonly CoverageMark _mark = new();
    private bool _writing;

    private void Write(WriteEntry entry, Action<WriteOutcome> done)
    {
        _queue.Enqueue((entry, done));
        Pump();
    }

    private void Mark()
    {
        Pump(mark: true);
        Later(TimeSpan.FromSeconds(1), Mark);
    }

    private void Pump(bool mark = false)
    {
        if (_writing || (_queue.Count == 0 && !mark))
        {
            return;
        }

        _writing = true;
        List<(WriteEntry Entry, Action<WriteOutcome> Done)> batch = [.. _queue];
        _queue.Clear();
        DateTimeOffset covered = _mark.At(UtcNow);
        Call(
            "append",
            () => _run.Laws.Appended(Lease, covered, _store.AppendAsync(Lease, [.. batch.Select(one => one.Entry)], covered, CancellationToken.None).AsTask()),
            outcomes =>
            {
                _writing = false;
                if (outcomes is null)
                {
                    Kill("its writer is fenced");
                    return;
                }

                foreach (((WriteEntry entry, _), WriteOutcome outcome) in batch.Zip(outcomes))
                {
                    if (outcome == WriteOutcome.Committed)
                    {
                        Directory.Apply(entry);
                    }
                }

                foreach (((_, Action<WriteOutcome> done), WriteOutcome outcome) in batch.Zip(outcomes))
                {
                    Tell(done, outcome);
                }

                Pump();
            },
            () =>
            {
                _writing = false;
                batch.ForEach(one => one.Done(WriteOutcome.Unavailable));
                Pump();
            });
    }

    // Who is told of a conflict can read what was in the way.
    private void Tell(Action<WriteOutcome> done, WriteOutcome outcome)
    {
        if (outcome == WriteOutcome.Conflict)
        {
            CatchUp(shown => done(shown ? WriteOutcome.Conflict : WriteOutcome.Unavailable));
        }
        else
        {
            done(outcome);
        }
    }
}
