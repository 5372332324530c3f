namespace EasyEnclave.Actors.Cluster;

/// <summary>What an operator orders of a node, from whichever node: it is written into that node's row, which it and all others go by.</summary>
/// <param name="store">The store that all nodes share.</param>
/// <param name="time">The clock.</param>
public sealed class MemberOrders(IClusterStore store, TimeProvider time)
{
    // A live node beats between reading its row and declaring it dead now and then, not each time.
    private const int Tries = 20;

    /// <summary>Empties a node: its agents and requests go elsewhere, and it goes on running; until it is resumed or leaves, also as a new incarnation.</summary>
    public ValueTask<MemberOrderOutcome> DrainAsync(string node, CancellationToken cancellationToken) =>
        SetAsync(node, MemberState.Draining, drained: true, cancellationToken);

    /// <summary>Lets a drained node work again.</summary>
    public ValueTask<MemberOrderOutcome> ResumeAsync(string node, CancellationToken cancellationToken) =>
        SetAsync(node, MemberState.Active, drained: false, cancellationToken);

    /// <summary>Empties a node, and ends its process in order.</summary>
    public ValueTask<MemberOrderOutcome> LeaveAsync(string node, CancellationToken cancellationToken) =>
        SetAsync(node, MemberState.Leaving, drained: false, cancellationToken);

    /// <summary>Declares a node dead, whether or not it still beats: it writes no more from then on.</summary>
    public async ValueTask<MemberOrderOutcome> DownAsync(string node, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            ClusterView view = await store.ReadClusterAsync(cancellationToken).ConfigureAwait(false);
            if (view.Find(node) is not { } row)
            {
                return MemberOrderOutcome.Unknown;
            }

            if (!row.Live)
            {
                return attempt == 0 ? MemberOrderOutcome.Dead : MemberOrderOutcome.Done;
            }

            if (await store.ReapAsync(row, time.GetUtcNow(), cancellationToken).ConfigureAwait(false))
            {
                return MemberOrderOutcome.Done;
            }
        }

        return MemberOrderOutcome.Busy;
    }

    private async ValueTask<MemberOrderOutcome> SetAsync(string node, MemberState state, bool drained, CancellationToken cancellationToken)
    {
        ClusterView view = await store.ReadClusterAsync(cancellationToken).ConfigureAwait(false);
        return view.Find(node) is not { } row ? MemberOrderOutcome.Unknown
            : !row.Live || !await store.SetStateAsync(node, row.Incarnation, state, drained, cancellationToken).ConfigureAwait(false) ? MemberOrderOutcome.Dead
            : MemberOrderOutcome.Done;
    }
}
