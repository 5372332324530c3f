using System.Buffers;
using System.IO.Pipelines;

namespace EasyEnclave.Edge.Relay;

/// <summary>The reading half of one end of a relay stream.</summary>
internal static class RelayReader
{
    /// <summary>Hands over each record until the other end has said all; no step of it may wait.</summary>
    /// <exception cref="InvalidDataException">What comes is no relay stream.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task ReadAsync(PipeReader input, Action<RelayRecord> take, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (RelayRecord.TryRead(ref buffer, out RelayRecord record))
            {
                take(record);
            }

            if (read.IsCompleted && buffer.IsEmpty)
            {
                return;
            }

            if (read.IsCompleted)
            {
                throw new InvalidDataException("A relay stream ended within a record.");
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
