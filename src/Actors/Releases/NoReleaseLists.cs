using EasyEnclave.Actors.Operators;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Releases;

/// <summary>What stands where no lists are taken from releases: there are none.</summary>
public sealed class NoReleaseLists : IReleaseLists
{
    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ReleaseList>?> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ReleaseList>?>([]);

    /// <inheritdoc />
    public ValueTask<ReleaseList?> FindAsync(RepoName repo, ReleaseTag tag, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReleaseList?>(null);

    /// <inheritdoc />
    public ValueTask<ActionOutcome> AcceptAsync(
        RepoName repo, ReleaseTag tag, string sha256, OperatorOrder order, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ActionOutcome.Unknown("unknown_release"));
}
