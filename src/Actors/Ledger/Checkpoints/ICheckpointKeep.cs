namespace EasyEnclave.Actors.Ledger.Checkpoints;

/// <summary>Where this machine keeps the last checkpoint outside of the store, so that a store set back to an older state is noticed.</summary>
public interface ICheckpointKeep
{
    /// <summary>The document kept; null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    ValueTask<string?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a document in place of the one before, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask WriteAsync(string document, CancellationToken cancellationToken);
}
