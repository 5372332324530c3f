using EasyEnclave.Actors.Cluster;
using EasyEnclave.Storage;

namespace EasyEnclave.Node.Composition;

/// <summary>Sees to it that a process does not put out another that has its name and is well: two such would put each other out for ever.</summary>
internal static class SoleName
{
    /// <summary>How long a node of that name is watched: a live one beats in it, also where a beat is late.</summary>
    public static readonly TimeSpan Look = 2 * MemberRules.BeatInterval;

    /// <summary>Looks before a join; one that was killed beats no more, and may be replaced after this look.</summary>
    /// <param name="store">The store that all nodes share.</param>
    /// <param name="node">The name.</param>
    /// <param name="time">The clock that is waited by.</param>
    /// <param name="cancellationToken">Gives up looking.</param>
    /// <exception cref="StoreException">There is a live one; the message is for the operator.</exception>
    public static async ValueTask CheckAsync(IClusterStore store, string node, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(store, node, cancellationToken).ConfigureAwait(false) is not { } before)
        {
            return;
        }

        await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
        if (await FindAsync(store, node, cancellationToken).ConfigureAwait(false) is { } after
            && (after.Incarnation, after.Beat) != (before.Incarnation, before.Beat))
        {
            throw new StoreException(
                StoreFault.InUse,
                $"Another process works as the node {node}: stop it, or give this one an EE_CLUSTER_ADVERTISE of its own, under which it alone is reached.");
        }
    }

    private static async ValueTask<MemberRow?> FindAsync(IClusterStore store, string node, CancellationToken cancellationToken) =>
        (await store.ReadClusterAsync(cancellationToken).ConfigureAwait(false)).Find(node) is { Live: true } row ? row : null;
}
