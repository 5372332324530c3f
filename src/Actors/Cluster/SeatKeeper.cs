using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Checkpoints;
using EasyEnclave.Actors.Store;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Cluster;

/// <summary>Sees to it that one live node holds the ledger: claims it where nobody does, gives it up where this node drains.</summary>
/// <remarks>
/// The store decides who has it, and fences whoever had it before; so two nodes may claim at once, and one that lost it may go on until its
/// next write. A node that drains keeps it while there is no other that could take it.
/// </remarks>
public sealed partial class SeatKeeper : IDisposable
{
    private readonly IClusterStore _store;
    private readonly LedgerWriter _writer;
    private readonly LogLease _node;
    private readonly TimeProvider _time;
    private readonly ILogger<SeatKeeper> _logger;
    private readonly LedgerCheckpoints? _checkpoints;
    private readonly SemaphoreSlim _turn = new(1, 1);

    // What the store says is ours, whether or not the writer writes by it.
    private LogLease? _lease;

    /// <summary>Keeps the seat for a node.</summary>
    /// <param name="store">The store that all nodes share.</param>
    /// <param name="writer">Takes the ledger and releases it; made without a lease.</param>
    /// <param name="node">The node's own lease.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is told who holds the ledger.</param>
    /// <param name="checkpoints">What the ledger is held against before the first write, and signed by after the last; null for nothing.</param>
    public SeatKeeper(
        IClusterStore store, LedgerWriter writer, LogLease node, TimeProvider time, ILogger<SeatKeeper> logger, LedgerCheckpoints? checkpoints = null)
    {
        _checkpoints = checkpoints;
        _store = store;
        _writer = writer;
        _node = node;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what follows from a view of the cluster.</summary>
    internal async ValueTask StepAsync(ClusterView view, MemberState state, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Follow(view);
            bool others = view.Nodes.Any(row => row.State == MemberState.Active && row.Incarnation != _node.Incarnation);
            bool wanted = state == MemberState.Active || !others;
            if (_lease is not null && !wanted)
            {
                await GiveUpAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (_lease is null && wanted && view.Holder is null)
            {
                _lease = await _store.ClaimLedgerAsync(_node, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            }

            await WriteByAsync(wanted ? _lease : null).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the ledger up for good, whoever else is there: what is queued is written first. The node's loop must have stopped.</summary>
    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_lease is not null)
            {
                await GiveUpAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>Takes the store's word for who holds it: it may have given it to us in an answer that was lost, or taken it away.</summary>
    private void Follow(ClusterView view)
    {
        LogLease? stored = view.Ledger is { } seat && seat.Holder == _node.Incarnation ? new LogLease(ILedgerStore.Log, seat.Incarnation) : null;
        if (_lease is not null && _lease != stored)
        {
            LogLost(_node.Log, view.Holder?.Node ?? "nobody");
        }

        _lease = stored;
    }

    private async ValueTask WriteByAsync(LogLease? lease)
    {
        if (_writer.Held && _writer.Lease != lease)
        {
            await _writer.ReleaseAsync().ConfigureAwait(false);
        }

        if (lease is not null && !_writer.Held)
        {
            _writer.Take(lease, _checkpoints is null ? null : _checkpoints.CheckAsync);
            LogTaken(_node.Log, lease.Incarnation);
        }
    }

    private async ValueTask GiveUpAsync(CancellationToken cancellationToken)
    {
        bool sound = _writer.Held && _writer.Checked.IsCompleted && _writer.Violation is null;
        await _writer.ReleaseAsync().ConfigureAwait(false);
        if (sound && _checkpoints is not null)
        {
            await _checkpoints.SignAsync(cancellationToken).ConfigureAwait(false);
        }

        await _store.ReleaseLedgerAsync(_node, _lease!, cancellationToken).ConfigureAwait(false);
        _lease = null;
        LogGivenUp(_node.Log);
    }
}
