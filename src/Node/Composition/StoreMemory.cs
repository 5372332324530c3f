using EasyEnclave.Actors.Store;
using EasyEnclave.Upstream.Keeping;

namespace EasyEnclave.Node.Composition;

/// <summary>What servers upstream said, kept in the store.</summary>
internal sealed class StoreMemory(IStore store, Func<StoreWriter> writer) : IUpstreamMemory
{
    public async ValueTask<Recollection> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadValueAsync(key, cancellationToken).ConfigureAwait(false) is { } bytes
                ? new Recollection.Kept(bytes)
                : new Recollection.Nothing();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: whatever its driver throws means that it cannot be asked now.
            return new Recollection.Unreadable();
        }
    }

    public async ValueTask<IReadOnlyList<string>?> KeysAsync(string prefix, string? after, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadKeysAsync(prefix, after, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // As above.
            return null;
        }
    }

    public async ValueTask<bool> WriteAsync(IReadOnlyList<KeptValue> values) =>
        await writer().WriteAsync(WriteEntry.Of([.. values.Select(value => new RowChange.PutValue(value.Key, value.Bytes))])).ConfigureAwait(false)
            == WriteOutcome.Committed;
}
