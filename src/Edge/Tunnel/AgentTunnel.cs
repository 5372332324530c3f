using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Threading.Channels;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Access;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Edge.Tunnel;

/// <summary>The sending half of a tunnel, and the requests that wait for answers on it.</summary>
/// <remarks>
/// One loop writes to the socket, from a bounded queue: requests wait for a place in it, so an agent that reads slowly slows its callers
/// and nobody else. A control frame that finds no place means that the agent does not read at all.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Its token source holds no handle, and callers may still look at it after the end.")]
internal sealed class AgentTunnel : ITunnel
{
    private readonly WebSocket _socket;
    private readonly TunnelOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _broken = new();
    private readonly ConcurrentDictionary<string, Exchange> _exchanges = new(StringComparer.Ordinal);
    private readonly Channel<OutboundFrame> _outbound = Channel.CreateBounded<OutboundFrame>(
        new BoundedChannelOptions(Limits.OutboundFrames) { SingleReader = true });

    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private int _relayed;
    private int _givenUp;
    private volatile bool _sending;
    private int _close;

    public AgentTunnel(
        WebSocket socket, ClientAddress address, ClientCertificate? certificate, IReadOnlyList<string> serverKeys, TunnelOptions options, TimeProvider time)
    {
        _socket = socket;
        _options = options;
        _time = time;
        Prefix = address.ClientPrefix;
        Loopback = address.IsLoopback;
        ClientCertificate = certificate;
        ServerKeys = serverKeys;
    }

    public string Prefix { get; }

    public IReadOnlyList<string> ServerKeys { get; }

    public ClientCertificate? ClientCertificate { get; }

    public bool Loopback { get; }

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>True while a frame is on its way into the socket.</summary>
    internal bool Sending => _sending;

    /// <summary>Cancelled when the socket is of no more use.</summary>
    public CancellationToken Broken => _broken.Token;

    public bool TrySend(ControlFrame frame)
    {
        PooledBuffer bytes = new();
        FrameWriter.Write(bytes, frame);
        if (_outbound.Writer.TryWrite(new OutboundFrame(bytes, null)))
        {
            return true;
        }

        bytes.Dispose();
        return false;
    }

    public void Close(TunnelClose close)
    {
        if (Interlocked.CompareExchange(ref _close, (int)close, 0) != 0)
        {
            return;
        }

        if (close != TunnelClose.Draining || InFlight == 0)
        {
            _outbound.Writer.TryComplete();
        }
        else
        {
            _ = FinishRunningAsync();
        }
    }

    public async ValueTask<ExchangeResult> ExchangeAsync(ControlFrame.ProxyRequest request, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _close) != 0)
        {
            return new ExchangeResult.Closed(Reached: false);
        }

        PooledBuffer bytes = new();
        FrameWriter.Write(bytes, request);
        return (await ExchangeAsync(request.RequestId.Value, bytes, new Exchange(relayed: false), cancellationToken).ConfigureAwait(false)).Result!;
    }

    /// <summary>Sends a frame that another node made, and waits for the agent's, which stays unread.</summary>
    /// <param name="id">The request the frame names.</param>
    /// <param name="frame">The frame; disposed of in any case.</param>
    /// <param name="cancellationToken">Nobody waits any more; the answer, should it come, is dropped.</param>
    public async ValueTask<ExchangeAnswer> RelayAsync(RequestId id, PooledBuffer frame, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _relayed);
        Exchange exchange = new(relayed: true);
        try
        {
            return await ExchangeAsync(id.Value, frame, exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (exchange.Answer.IsCompleted)
        {
            // It came in the same moment, and nobody takes it.
            (await exchange.Answer.ConfigureAwait(false)).Unread?.Dispose();
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _relayed);
        }
    }

    /// <summary>Hands a frame to the peer that waits for the answer it may be; false, and the frame is as it was, where none does.</summary>
    public bool TryHandOver(PooledBuffer frame)
    {
        if (Volatile.Read(ref _relayed) == 0
            || RequestIdSniffer.Find(frame.Written.Span) is not { } id
            || !_exchanges.TryGetValue(id, out Exchange? exchange)
            || !exchange.Relayed
            || !_exchanges.TryRemove(id, out _))
        {
            return false;
        }

        exchange.Complete(new ExchangeAnswer(null, frame.Move()));
        return true;
    }

    /// <summary>Hands an answer to whoever waits for it; one that nobody waits for is dropped, and so is a second one.</summary>
    /// <returns>Whether it was asked for: an answer that comes too late was, one that was never asked for is not.</returns>
    public bool Answer(string requestId, ExchangeResult result)
    {
        if (_exchanges.TryRemove(requestId, out Exchange? exchange))
        {
            exchange.Complete(new ExchangeAnswer(result));
            return true;
        }

        // One late answer for each request that was given up, whichever comes.
        if (Interlocked.Decrement(ref _givenUp) >= 0)
        {
            return true;
        }

        Interlocked.Increment(ref _givenUp);
        return false;
    }

    /// <summary>Writes queued frames until the tunnel is closed or breaks, then says goodbye.</summary>
    public async Task WriteAsync()
    {
        // One source for all frames, armed for each that the system does not take at once.
        using CancellationTokenSource slow = new(Timeout.InfiniteTimeSpan, _time);
        using CancellationTokenRegistration broken = _broken.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), slow);
        try
        {
            await foreach (OutboundFrame frame in _outbound.Reader.ReadAllAsync(_broken.Token).ConfigureAwait(false))
            {
                using PooledBuffer bytes = frame.Bytes;
                if (frame.Exchange is { } exchange)
                {
                    exchange.Sent = true;
                }

                _sending = true;
                ValueTask sending = _socket.SendAsync(bytes.Written, WebSocketMessageType.Text, endOfMessage: true, slow.Token);
                if (sending.IsCompleted)
                {
                    await sending.ConfigureAwait(false);
                    _sending = false;
                    continue;
                }

                // Two pings' time: an agent that takes nothing for so long is gone.
                slow.CancelAfter(Limits.PingInterval * 2);
                await sending.ConfigureAwait(false);
                slow.CancelAfter(Timeout.InfiniteTimeSpan);
                _sending = false;
            }

            using CancellationTokenSource late = new(_options.CloseDeadline, _time);
            await _socket.CloseOutputAsync((WebSocketCloseStatus)Math.Max(_close, (int)TunnelClose.Done), null, late.Token).ConfigureAwait(false);
            await Task.Delay(_options.CloseDeadline, _time, _broken.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The socket is gone, or the agent too slow for it: the normal end.
        }

        _sending = false;
        Break();
        while (_outbound.Reader.TryRead(out OutboundFrame left))
        {
            left.Bytes.Dispose();
        }
    }

    /// <summary>Ends everything at once: no more frames, and every request that waits is told.</summary>
    public void Break()
    {
        Interlocked.CompareExchange(ref _close, (int)TunnelClose.Done, 0);
        _outbound.Writer.TryComplete();
        _broken.Cancel();
        foreach (string id in _exchanges.Keys)
        {
            if (_exchanges.TryRemove(id, out Exchange? exchange))
            {
                exchange.Complete(new ExchangeAnswer(new ExchangeResult.Closed(exchange.Sent)));
            }
        }
    }

    private async ValueTask<ExchangeAnswer> ExchangeAsync(string id, PooledBuffer bytes, Exchange exchange, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _close) != 0 || bytes.Length > Limits.EnvelopeFrameBytes)
        {
            bool large = bytes.Length > Limits.EnvelopeFrameBytes;
            bytes.Dispose();
            return new ExchangeAnswer(large ? new ExchangeResult.RequestTooLarge() : new ExchangeResult.Closed(Reached: false));
        }

        if (Interlocked.Increment(ref _inFlight) > Limits.ExchangesPerTunnel)
        {
            bytes.Dispose();
            Leave();
            return new ExchangeAnswer(new ExchangeResult.Busy());
        }

        _exchanges[id] = exchange;
        try
        {
            await _outbound.Writer.WriteAsync(new OutboundFrame(bytes, exchange), cancellationToken).ConfigureAwait(false);
            return await exchange.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            bytes.Dispose();
            return new ExchangeAnswer(new ExchangeResult.Closed(Reached: false));
        }
        finally
        {
            if (_exchanges.TryRemove(id, out _))
            {
                Interlocked.Increment(ref _givenUp);
            }

            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && Volatile.Read(ref _close) != 0)
        {
            _idle.TrySetResult();
        }
    }

    private async Task FinishRunningAsync()
    {
        try
        {
            await _idle.Task.WaitAsync(_options.DrainDeadline, _time, _broken.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // What has not finished by now is told that its tunnel ended.
        }

        _outbound.Writer.TryComplete();
    }
}
