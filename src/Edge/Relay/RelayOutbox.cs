using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace EasyEnclave.Edge.Relay;

/// <summary>The writing half of one end of a relay stream: what many exchanges say leaves together.</summary>
/// <remarks>
/// One loop writes all that waits and flushes once, so the more there is to say, the less each costs. A large frame leaves piece by piece,
/// with the others between.
/// </remarks>
/// <param name="output">The stream; completed by whoever made it.</param>
internal sealed class RelayOutbox(PipeWriter output)
{
    private const int Waiting = 1024;
    private const int FlushBytes = 64 * 1024;

    private readonly Channel<RelayMessage> _queue = Channel.CreateBounded<RelayMessage>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly Queue<RelayMessage> _begun = new();

    /// <summary>Takes a message, waiting for a place; false where the stream has ended: then the message is disposed of.</summary>
    public async ValueTask<bool> SendAsync(RelayMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ChannelClosedException)
        {
            message.Dispose();
            return false;
        }
        catch (OperationCanceledException)
        {
            message.Dispose();
            throw;
        }
    }

    /// <summary>Takes no more; what was taken still leaves.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>, or until the other end takes no more.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_begun.Count > 0 || await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                Gather();
                if ((await output.FlushAsync(cancellationToken).ConfigureAwait(false)).IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            Complete();
            while (_queue.Reader.TryRead(out RelayMessage? left) || _begun.TryDequeue(out left))
            {
                left.Dispose();
            }
        }
    }

    // Half of a flush at most goes to frames that were begun, so that they never keep small ones waiting, nor these them.
    private void Gather()
    {
        int room = FlushBytes / 2;
        for (int turns = _begun.Count; turns > 0 && room > 0; turns--)
        {
            room -= Continue(_begun.Dequeue());
        }

        room = FlushBytes / 2;
        while (room > 0 && _queue.Reader.TryRead(out RelayMessage? message))
        {
            room -= Begin(message);
        }
    }

    private int Begin(RelayMessage message)
    {
        if (message.Abandoned)
        {
            message.Dispose();
            return 0;
        }

        message.Begin();
        int frame = message.Frame?.Length ?? 0;
        int piece = Math.Min(frame, RelayRecord.PieceBytes);
        int before = RelayRecord.HeadBytes + (message.Address?.Bytes ?? 0);
        Span<byte> space = output.GetSpan(before);
        RelayRecord.WriteHead(space, message.Kind, message.Outcome, message.Exchange, frame, before - RelayRecord.HeadBytes + piece);
        message.Address?.Write(space[RelayRecord.HeadBytes..]);
        output.Advance(before);
        return before + WritePiece(message, piece);
    }

    private int Continue(RelayMessage message)
    {
        int piece = message.Abandoned ? 0 : Math.Min(message.Frame!.Length - message.Written, RelayRecord.PieceBytes);
        Span<byte> space = output.GetSpan(RelayRecord.HeadBytes);
        RelayRecord.WriteHead(space, message.Abandoned ? RelayKind.GiveUp : RelayKind.More, RelayOutcome.None, message.Exchange, 0, piece);
        output.Advance(RelayRecord.HeadBytes);
        if (piece == 0)
        {
            message.Dispose();
            return RelayRecord.HeadBytes;
        }

        return RelayRecord.HeadBytes + WritePiece(message, piece);
    }

    private int WritePiece(RelayMessage message, int piece)
    {
        if (piece > 0)
        {
            output.Write(message.Frame!.Written.Span.Slice(message.Written, piece));
            message.Written += piece;
        }

        if (message.Frame is null || message.Written == message.Frame.Length)
        {
            message.Dispose();
        }
        else
        {
            _begun.Enqueue(message);
        }

        return piece;
    }
}
