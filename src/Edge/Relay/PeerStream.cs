using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Relay;

/// <summary>The asker's end of a relay stream: every exchange with one node's agents takes it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Its token source holds no handle, and callers may still end it after its end.")]
internal sealed class PeerStream
{
    private readonly ConcurrentDictionary<long, Pending> _asks = new();
    private readonly Dictionary<long, RelayPieces> _arriving = [];
    private readonly CancellationTokenSource _broken = new();
    private readonly HttpResponseMessage _response;
    private readonly RelayStreamContent _content;
    private readonly RelayOutbox _outbox;
    private readonly PipeWriter _output;
    private readonly BodyBudget _budget;
    private readonly int _answerBytesMax;
    private long _last;
    private int _inFlight;
    private volatile bool _ended;

    private PeerStream(HttpResponseMessage response, RelayStreamContent content, Stream output, BodyBudget budget, int answerBytesMax)
    {
        _response = response;
        _content = content;
        _output = PipeWriter.Create(output, new StreamPipeWriterOptions(minimumBufferSize: RelayRecord.PieceBytes, leaveOpen: true));
        _outbox = new RelayOutbox(_output);
        _budget = budget;
        _answerBytesMax = answerBytesMax;
    }

    /// <summary>Whether it takes no further asks.</summary>
    public bool Ended => _ended;

    /// <summary>Opens one, once the peer has said that it serves it.</summary>
    /// <param name="peer">The node.</param>
    /// <param name="clients">The connections to it.</param>
    /// <param name="budget">What large answers take from.</param>
    /// <param name="answerBytesMax">Bytes of an agent's frame that are taken.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="HttpRequestException">It could not be reached, or does not serve us.</exception>
    public static async Task<PeerStream> OpenAsync(
        MemberRow peer, PeerClients clients, BodyBudget budget, int answerBytesMax, CancellationToken cancellationToken)
    {
        RelayStreamContent content = new();
        HttpResponseMessage? response = null;
        try
        {
            response = await clients.SendAsync(peer, HttpMethod.Post, RelayListener.StreamPath, content, null, cancellationToken).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            Stream output = await content.Opened.WaitAsync(cancellationToken).ConfigureAwait(false);
            Stream input = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            PeerStream stream = new(response, content, output, budget, answerBytesMax);
            _ = stream.RunAsync(input);
            return stream;
        }
        catch
        {
            content.Dispose();
            response?.Dispose();
            throw;
        }
    }

    /// <summary>Sends a frame to an agent of the peer and waits for the agent's own.</summary>
    /// <param name="address">Which agent.</param>
    /// <param name="frame">The frame; disposed of in any case.</param>
    /// <param name="cancellationToken">Nobody waits any more; the answer, should it come, is dropped.</param>
    public async ValueTask<RelayAnswer> AskAsync(RelayAddress address, PooledBuffer frame, CancellationToken cancellationToken)
    {
        long number = Interlocked.Increment(ref _last);
        RelayMessage message = RelayMessage.Ask(number, address, frame);
        if (Interlocked.Increment(ref _inFlight) > Limits.ExchangesPerPeer)
        {
            Leave();
            message.Dispose();
            return new RelayAnswer(RelayOutcome.Busy);
        }

        Pending pending = new(message);
        _asks[number] = pending;
        try
        {
            // A stream that ended meanwhile tells all that it knows of, among them this one or not.
            return !await _outbox.SendAsync(message, cancellationToken).ConfigureAwait(false) && _asks.TryRemove(number, out _)
                ? new RelayAnswer(RelayOutcome.NotReached)
                : await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (_asks.TryRemove(number, out _))
            {
                message.Abandon();
                _ = message.Begun ? _outbox.SendAsync(RelayMessage.GiveUp(number), CancellationToken.None).AsTask() : Task.CompletedTask;
            }
            else
            {
                // Its answer is here, and nobody takes it.
                (await pending.Answer.ConfigureAwait(false)).Frame?.Dispose();
            }

            throw;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Ends it at once, as when the peer is dead: whoever waits is told.</summary>
    public void Abort() => _broken.Cancel();

    private async Task RunAsync(Stream input)
    {
        // Either half's end is the end of both.
        Task writing = WriteAsync();
        PipeReader reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: RelayRecord.PieceBytes));
        try
        {
            await RelayReader.ReadAsync(reader, Take, _broken.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or HttpRequestException or OperationCanceledException or InvalidDataException)
        {
            // The peer or the way to it is gone, which those who wait are told below.
        }

        _ended = true;
        _outbox.Complete();
        await _broken.CancelAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        await reader.CompleteAsync().ConfigureAwait(false);
        _content.Dispose();
        _response.Dispose();
        foreach (RelayPieces pieces in _arriving.Values)
        {
            pieces.Dispose();
        }

        foreach (long number in _asks.Keys)
        {
            if (_asks.TryRemove(number, out Pending? pending))
            {
                pending.Complete(new RelayAnswer(pending.Message.Begun ? RelayOutcome.Closed : RelayOutcome.NotReached));
            }
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await _outbox.RunAsync(_broken.Token).ConfigureAwait(false);
            await _output.CompleteAsync().ConfigureAwait(false);
            _content.End();
        }
        catch (Exception gone) when (gone is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            await _broken.CancelAsync().ConfigureAwait(false);
        }
    }

    private void Take(RelayRecord record)
    {
        switch (record.Kind)
        {
            case RelayKind.Answer when _asks.ContainsKey(record.Exchange):
                Begin(record);
                break;
            case RelayKind.More when _arriving.TryGetValue(record.Exchange, out RelayPieces? pieces):
                Add(record, pieces);
                break;
            case RelayKind.Refusal:
                Complete(record.Exchange, new RelayAnswer(record.Outcome));
                break;
            case RelayKind.GiveUp when _arriving.Remove(record.Exchange, out RelayPieces? unfinished):
                unfinished.Dispose();
                Complete(record.Exchange, new RelayAnswer(RelayOutcome.Closed));
                break;
            case RelayKind.Farewell:
                _ended = true;
                CompleteIfIdle();
                break;
        }
    }

    private void Begin(RelayRecord record)
    {
        if (record.FrameBytes > _answerBytesMax)
        {
            Complete(record.Exchange, new RelayAnswer(RelayOutcome.ResponseTooLarge));
        }
        else if (RelayPieces.Begin(record.FrameBytes, _budget) is { } pieces)
        {
            Add(record, pieces);
        }
        else
        {
            Complete(record.Exchange, new RelayAnswer(RelayOutcome.Busy));
        }
    }

    private void Add(RelayRecord record, RelayPieces pieces)
    {
        pieces.Add(record.Payload);
        if (!pieces.IsWhole)
        {
            _arriving[record.Exchange] = pieces;
            return;
        }

        _arriving.Remove(record.Exchange);
        Complete(record.Exchange, new RelayAnswer(RelayOutcome.Answered, pieces.Take()));
    }

    private void Complete(long number, RelayAnswer answer)
    {
        if (_asks.TryRemove(number, out Pending? pending))
        {
            pending.Complete(answer);
        }
        else
        {
            answer.Frame?.Dispose();
        }
    }

    private void Leave()
    {
        Interlocked.Decrement(ref _inFlight);
        CompleteIfIdle();
    }

    private void CompleteIfIdle()
    {
        if (_ended && Volatile.Read(ref _inFlight) == 0)
        {
            _outbox.Complete();
        }
    }

    private sealed class Pending(RelayMessage message)
    {
        private readonly TaskCompletionSource<RelayAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RelayMessage Message => message;

        public Task<RelayAnswer> Answer => _answer.Task;

        public void Complete(RelayAnswer answer) => _answer.SetResult(answer);
    }
}
