using EasyEnclave.Actors.Operators;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Releases;

/// <summary>The allowlists that were taken from releases, and an operator's word for one that changed.</summary>
public interface IReleaseLists
{
    /// <summary>The releases whose lists were used, by <see cref="ReleaseList.Key"/> in ordinal order.</summary>
    /// <param name="after">Only those behind this key; null from the beginning.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The releases; null when they cannot be read now.</returns>
    ValueTask<IReadOnlyList<ReleaseList>?> ListAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>One release; null when its list was never used, or cannot be read now.</summary>
    ValueTask<ReleaseList?> FindAsync(RepoName repo, ReleaseTag tag, CancellationToken cancellationToken);

    /// <summary>Takes a changed list in place of the one that was used; ends after its commit.</summary>
    /// <param name="repo">The repository.</param>
    /// <param name="tag">The release.</param>
    /// <param name="sha256">SHA-256 of the new list, 64 lowercase hex digits: nobody accepts what they did not see.</param>
    /// <param name="order">On whose word, and why.</param>
    /// <param name="cancellationToken">Gives up waiting; what is being written is written.</param>
    ValueTask<ActionOutcome> AcceptAsync(RepoName repo, ReleaseTag tag, string sha256, OperatorOrder order, CancellationToken cancellationToken);
}
