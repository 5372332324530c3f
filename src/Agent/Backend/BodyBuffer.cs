using System.Buffers;

namespace EasyEnclave.Agent.Backend;

/// <summary>One response's body: bounded by itself, and together with all others by their budget.</summary>
internal sealed class BodyBuffer(ByteBudget budget, int maxBytes) : IDisposable
{
    private const int ChunkBytes = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Reads to the end; what stopped it before, or null.</summary>
    public async Task<ForwardFailure?> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(_bytes.GetMemory(ChunkBytes), cancellationToken) is > 0 and int read)
        {
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
