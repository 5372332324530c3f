using EasyEnclave.Attestation.Allowlists;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>Two sources, of which the first has the last word on every release that it has anything of.</summary>
/// <param name="first">Asked first; only when it knows that it has none, the other is asked.</param>
/// <param name="then">The other; disposed of with this.</param>
public sealed class AllowlistsInOrder(IAllowlistSource first, IAllowlistSource then) : IAllowlistSource, IRenewable, IDisposable
{
    /// <inheritdoc />
    public async ValueTask<AllowlistFetch> FetchAsync(string repo, string releaseTag, CancellationToken cancellationToken)
    {
        AllowlistFetch fetch = await first.FetchAsync(repo, releaseTag, cancellationToken).ConfigureAwait(false);
        return fetch is AllowlistFetch.NotFound
            ? await then.FetchAsync(repo, releaseTag, cancellationToken).ConfigureAwait(false)
            : fetch;
    }

    /// <inheritdoc />
    public async ValueTask RenewDueAsync(CancellationToken cancellationToken)
    {
        foreach (IRenewable source in new[] { first, then }.OfType<IRenewable>())
        {
            await source.RenewDueAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public void Dispose() => (then as IDisposable)?.Dispose();
}
