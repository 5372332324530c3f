using EasyEnclave.Actors.Ledger.Checkpoints;

namespace EasyEnclave.Tests.Actors.Ledger.Checkpoints;

/// <summary>A checkpoint kept outside of the store, without a disk.</summary>
internal sealed class MemoryKeep : ICheckpointKeep
{
    public string? Document { get; set; }

    public ValueTask<string?> ReadAsync(CancellationToken cancellationToken) => new(Document);

    public ValueTask WriteAsync(string document, CancellationToken cancellationToken)
    {
        Document = document;
        return ValueTask.CompletedTask;
    }
}
