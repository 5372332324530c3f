using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Relay;

/// <summary>The owner's end of one relay stream: passes frames to this node's own tunnels, and their answers back, unread.</summary>
/// <remarks>
/// It never sends on what it takes: a node that does not have the agent says so and the asker looks again, so no request goes in circles.
/// </remarks>
internal sealed class RelayServing
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<long, CancellationTokenSource> _served = new();
    private readonly Dictionary<long, (RelayAddress Address, RelayPieces Pieces)> _arriving = [];
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PeerConnection _peer;
    private readonly RelayServices _services;
    private readonly RelayOutbox _outbox;

    // One for the stream itself.
    private int _running = 1;
    private volatile bool _leaving;

    public RelayServing(PeerConnection peer, RelayServices services, PipeWriter output)
    {
        _peer = peer;
        _services = services;
        _outbox = new RelayOutbox(output);
    }

    /// <summary>Serves until the asker has said all and was answered, or the connection breaks.</summary>
    /// <param name="input">What the asker says.</param>
    /// <param name="stopping">This node goes: the asker is told, and takes its next asks elsewhere.</param>
    /// <param name="broken">The connection is of no more use.</param>
    public async Task RunAsync(PipeReader input, CancellationToken stopping, CancellationToken broken)
    {
        Task writing = _outbox.RunAsync(broken);
        using CancellationTokenRegistration leaving = stopping.UnsafeRegister(static self => ((RelayServing)self!).Leave(), this);
        try
        {
            await RelayReader.ReadAsync(input, Take, broken).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or InvalidDataException)
        {
            // The asker is gone without a word, or is none.
            CancelAll();
        }

        Done();
        await _idle.Task.ConfigureAwait(false);
        _outbox.Complete();
        foreach ((_, RelayPieces pieces) in _arriving.Values)
        {
            pieces.Dispose();
        }

        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Nobody is there to be answered.
        }
    }

    private void Leave()
    {
        _leaving = true;
        _ = _outbox.SendAsync(RelayMessage.Farewell(), CancellationToken.None).AsTask();
    }

    private void Take(RelayRecord record)
    {
        switch (record.Kind)
        {
            case RelayKind.Ask:
                Begin(record);
                break;
            case RelayKind.More when _arriving.TryGetValue(record.Exchange, out (RelayAddress Address, RelayPieces Pieces) arriving):
                Add(record.Exchange, arriving.Address, arriving.Pieces, record);
                break;
            case RelayKind.GiveUp when _arriving.Remove(record.Exchange, out (RelayAddress Address, RelayPieces Pieces) unfinished):
                unfinished.Pieces.Dispose();
                break;
            case RelayKind.GiveUp when _served.TryRemove(record.Exchange, out CancellationTokenSource? late):
                late.Cancel();
                break;
        }
    }

    private void Begin(RelayRecord record)
    {
        ReadOnlySequence<byte> payload = record.Payload;
        if (!RelayAddress.TryRead(ref payload, out RelayAddress? address) || Volatile.Read(ref _running) > Limits.ExchangesPerPeer)
        {
            throw new InvalidDataException("An ask without an address, or more of them than any node has.");
        }

        if (record.FrameBytes > Limits.EnvelopeFrameBytes)
        {
            _ = RefuseAsync(record.Exchange, RelayOutcome.RequestTooLarge);
        }
        else if (RelayPieces.Begin(record.FrameBytes, _services.Budget) is { } pieces)
        {
            Add(record.Exchange, address.Value, pieces, record with { Payload = payload });
        }
        else
        {
            _ = RefuseAsync(record.Exchange, RelayOutcome.Busy);
        }
    }

    private void Add(long exchange, RelayAddress address, RelayPieces pieces, RelayRecord record)
    {
        pieces.Add(record.Payload);
        if (!pieces.IsWhole)
        {
            _arriving[exchange] = (address, pieces);
            return;
        }

        _arriving.Remove(exchange);
        _ = ServeAsync(exchange, address, pieces.Take());
    }

    private async Task ServeAsync(long exchange, RelayAddress address, PooledBuffer frame)
    {
        if (_leaving || !_peer.IsLive(_services.Sight.Current))
        {
            frame.Dispose();
            await RefuseAsync(exchange, _leaving ? RelayOutcome.NotReached : RelayOutcome.NotAMember).ConfigureAwait(false);
            return;
        }

        if (Tunnel(address) is not { } tunnel)
        {
            frame.Dispose();
            await RefuseAsync(exchange, RelayOutcome.Misdirected).ConfigureAwait(false);
            return;
        }

        Interlocked.Increment(ref _running);

        // The asker gives up first; one that forgot must not keep its place in the tunnel.
        CancellationTokenSource late = new(_services.Timeout + Grace, _services.Time);
        _served[exchange] = late;
        RelayMessage answer;
        try
        {
            answer = Said(exchange, await tunnel.RelayAsync(address.Request, frame, late.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            answer = RelayMessage.Refusal(exchange, RelayOutcome.Closed);
        }

        if (_served.TryRemove(exchange, out _))
        {
            late.Dispose();
        }

        await _outbox.SendAsync(answer, CancellationToken.None).ConfigureAwait(false);
        Done();
    }

    private async Task RefuseAsync(long exchange, RelayOutcome why)
    {
        Interlocked.Increment(ref _running);
        await _outbox.SendAsync(RelayMessage.Refusal(exchange, why), CancellationToken.None).ConfigureAwait(false);
        Done();
    }

    private AgentTunnel? Tunnel(RelayAddress address) =>
        _services.Directory.Find(address.Agent) is { Connected: true, BannedBy: null, Live: { Tunnel: AgentTunnel tunnel } live } && live.Epoch == address.Epoch
            ? tunnel
            : null;

    private void CancelAll()
    {
        foreach (long exchange in _served.Keys)
        {
            if (_served.TryRemove(exchange, out CancellationTokenSource? late))
            {
                late.Cancel();
            }
        }
    }

    private void Done()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _idle.TrySetResult();
        }
    }

    private static RelayMessage Said(long exchange, ExchangeAnswer answer) => answer switch
    {
        { Unread: { } frame } => RelayMessage.Answer(exchange, frame),
        { Result: ExchangeResult.RequestTooLarge } => RelayMessage.Refusal(exchange, RelayOutcome.RequestTooLarge),
        { Result: ExchangeResult.ResponseTooLarge } => RelayMessage.Refusal(exchange, RelayOutcome.ResponseTooLarge),
        { Result: ExchangeResult.Busy } => RelayMessage.Refusal(exchange, RelayOutcome.Busy),
        { Result: ExchangeResult.Closed { Reached: false } } => RelayMessage.Refusal(exchange, RelayOutcome.NotReached),
        _ => RelayMessage.Refusal(exchange, RelayOutcome.Closed),
    };
}
