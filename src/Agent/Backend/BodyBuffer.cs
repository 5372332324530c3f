using System.Buffers;

namespace EasyEnclave.Agent.Backend;

/// <summary>One response's body: bounded by itself, and together with all others by their budget.</summary>
internal sealed class BodyBuffer(ByteBudget budget, int maxBytes) : IDisposable
{
    private const int ChunkBytes = 16 * 1024;

    // Up to here a backend is believed about the length of its answer: a wrong word costs no more than this.
    private const int BelievedBytesMax = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Reads to the end; what stopped it before, or null.</summary>
    /// <param name="stream">The body.</param>
    /// <param name="announced">How long it is said to be; null when nothing is said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ForwardFailure?> ReadAllAsync(Stream stream, long? announced, CancellationToken cancellationToken)
    {
        // One byte more than announced, so that the end is seen without growing.
        int room = announced is >= 0 and < BelievedBytesMax and long bytes ? (int)bytes + 1 : ChunkBytes;
        while (await stream.ReadAsync(_bytes.GetMemory(room), cancellationToken) is > 0 and int read)
        {
            room = announced is null or >= BelievedBytesMax ? ChunkBytes : Math.Max(room - read, 1);
            if (_bytes.WrittenCount + read > maxBytes)
                return ForwardFailure.ResponseTooLarge;
            if (!budget.TryTake(read))
                return ForwardFailure.AgentBusy;
            _bytes.Advance(read);
        }

        return null;
    }

    public void Dispose() => budget.GiveBack(_bytes.WrittenCount);
}
