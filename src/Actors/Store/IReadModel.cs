namespace EasyEnclave.Actors.Store;

/// <summary>What shows committed rows to deciders, and can be asked to be as new as the store.</summary>
public interface IReadModel
{
    /// <summary>Reads what other nodes wrote; ends when a read that began after the call is shown.</summary>
    /// <returns>False when the store could not be read.</returns>
    ValueTask<bool> CatchUpAsync(CancellationToken cancellationToken);
}
