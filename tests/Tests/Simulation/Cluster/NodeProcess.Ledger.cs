using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>The ledger's seat, and its writer while this process holds it.</summary>
internal sealed partial class NodeProcess
{
    private readonly Queue<(LedgerEntry Entry, Action<LedgerOutcome> Answer)> _orders = [];
    private bool _claiming;
    private bool _booking;

    /// <summary>The right to write the ledger, as far as this process knows.</summary>
    public LogLease? Seat { get; private set; }

    /// <summary>Takes a command, or sends it to the node that holds the ledger; without one the caller hears nothing good.</summary>
    public void Order(LedgerEntry entry, bool forwarded, Action<LedgerOutcome> answer)
    {
        if (Seat is not null)
        {
            _orders.Enqueue((entry, answer));
            Book(mark: false);
        }
        else if (!forwarded && View?.Holder is { } holder
            && _run.Processes.Find(process => process.Lease.Incarnation == holder.Incarnation) is { } there && _run.Reaches(this, there))
        {
            _run.In(_run.Way(), () => there.Deliver(() => there.Order(entry, true, outcome => _run.In(_run.Way(), () => Deliver(() => answer(outcome))))));
        }
        else
        {
            answer(new LedgerOutcome.Unavailable());
        }
    }

    private void KeepSeat(ClusterView view)
    {
        // What was seen before the answer to a claim says nothing of it.
        if (_claiming)
        {
            return;
        }

        LogLease? stored = view.Ledger is { } seat && seat.Holder == Lease.Incarnation ? new LogLease(ILedgerStore.Log, seat.Incarnation) : null;
        if (Seat != stored)
        {
            Take(stored);
        }

        bool others = view.Nodes.Any(row => row.State == MemberState.Active && row.Incarnation != Lease.Incarnation);
        bool wanted = !Draining || !others;
        if (Seat is null && wanted && view.Holder is null)
        {
            _claiming = true;
            Call(
                "claim",
                () => _run.Laws.Claimed(_store.ClaimLedgerAsync(Lease, UtcNow, CancellationToken.None).AsTask()),
                lease =>
                {
                    _claiming = false;
                    Take(lease);
                },
                () => _claiming = false);
        }
        else if (Seat is { } held && !wanted && !_booking)
        {
            _claiming = true;
            Take(null);
            Call(
                "release",
                async () =>
                {
                    await _store.ReleaseLedgerAsync(Lease, held, CancellationToken.None);
                    return true;
                },
                _ => _claiming = false,
                () => _claiming = false);
        }
    }

    private void Take(LogLease? lease)
    {
        Seat = lease;
        _run.Say($"{Name} {(lease is null ? "has the ledger no more" : "holds the ledger")}");
        while (lease is null && _orders.TryDequeue(out (LedgerEntry Entry, Action<LedgerOutcome> Answer) order))
        {
            order.Answer(new LedgerOutcome.Unavailable());
        }

        Book(mark: true);
    }

    private void Book(bool mark)
    {
        if (_booking || Seat is not { } lease || (_orders.Count == 0 && !mark))
        {
            return;
        }

        _booking = true;
        List<(LedgerEntry Entry, Action<LedgerOutcome> Answer)> batch = [.. _orders];
        _orders.Clear();
        DateTimeOffset now = UtcNow;
        Call(
            "ledger",
            () => _run.Laws.Booked(lease, now, _store.AppendLedgerAsync(lease, [.. batch.Select(order => order.Entry)], now, CancellationToken.None).AsTask()),
            appended =>
            {
                _booking = false;
                if (appended is null)
                {
                    batch.ForEach(order => order.Answer(new LedgerOutcome.Fenced()));
                    if (Seat == lease)
                    {
                        Take(null);
                    }

                    return;
                }

                foreach (((_, Action<LedgerOutcome> answer), LedgerOutcome outcome) in batch.Zip(appended.Outcomes))
                {
                    answer(outcome);
                }

                Next();
            },
            () =>
            {
                _booking = false;
                batch.ForEach(order => order.Answer(new LedgerOutcome.Unavailable()));
                Next();
            });

        void Next()
        {
            Book(mark: false);
            Later(TimeSpan.FromSeconds(1), () => Book(mark: true));
        }
    }
}
