using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Releases;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Upstream.Allowlists;

namespace EasyEnclave.Node.Composition;

/// <summary>The allowlists of GitHub's releases as operators see them; an accepted one and its event go to the disk in one commit.</summary>
internal sealed class ReleaseLists(GitHubAllowlists allowlists, StoreWriter writer, ReappraisalRounds rounds, TimeProvider time) : IReleaseLists
{
    // A release has no row of its own; its events stand in their log's order.
    private const long NoVersion = 0;

    public async ValueTask<IReadOnlyList<ReleaseList>?> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        (await allowlists.ListAsync(after, limit, cancellationToken).ConfigureAwait(false))?.Select(View).ToList();

    public async ValueTask<ReleaseList?> FindAsync(RepoName repo, ReleaseTag tag, CancellationToken cancellationToken) =>
        await allowlists.FindAsync(repo.Value, tag.Value, cancellationToken).ConfigureAwait(false) is { } release ? View(release) : null;

    public async ValueTask<ActionOutcome> AcceptAsync(
        RepoName repo, ReleaseTag tag, string sha256, OperatorOrder order, CancellationToken cancellationToken)
    {
        AcceptOutcome outcome = await allowlists.AcceptAsync(
            repo.Value, tag.Value, sha256, change => CommitAsync(repo, tag, change, order), cancellationToken).ConfigureAwait(false);
        if (outcome == AcceptOutcome.Accepted)
        {
            // Agents that are still connected were judged by the list before.
            rounds.Signal();
        }

        return outcome switch
        {
            AcceptOutcome.Accepted => ActionOutcome.Done,
            AcceptOutcome.Unchanged => ActionOutcome.Unchanged,
            AcceptOutcome.UnknownRelease => ActionOutcome.Unknown("unknown_release"),
            AcceptOutcome.NothingToAccept => ActionOutcome.Conflict("allowlist_not_changed"),
            AcceptOutcome.AnotherList => ActionOutcome.Conflict("allowlist_is_another"),
            _ => ActionOutcome.Unavailable,
        };
    }

    private async ValueTask<bool> CommitAsync(RepoName repo, ReleaseTag tag, AcceptedChange change, OperatorOrder order)
    {
        NewEvent accepted = new(
            EntityName.Of(repo, tag),
            NoVersion,
            time.GetUtcNow(),
            order.Actor,
            new ReleaseEvent.ListAccepted(repo.Value, tag.Value, Pin(change.Before), Pin(change.After), order.Reason));
        WriteEntry entry = new([.. change.Values.Select(value => new RowChange.PutValue(value.Key, value.Bytes))], [accepted]);
        return await writer.WriteAsync(entry).ConfigureAwait(false) == WriteOutcome.Committed;
    }

    private static ListPin Pin(ReleasePin pin) => new(pin.Origin, pin.Sha256);

    private static ReleaseList View(PinnedRelease release) => new(release.Repo, release.ReleaseTag)
    {
        State = release.Status switch
        {
            ReleaseStatus.Current => "current",
            ReleaseStatus.Changed => "changed",
            ReleaseStatus.NotFound => "not_found",
            _ => "refused",
        },
        Pin = Pin(release.Pin),
        PinnedAt = release.PinnedAt,
        FetchedAt = release.ConfirmedAt,
        Candidate = release.Candidate is { } candidate ? Pin(candidate) : null,
        CandidateSeenAt = release.CandidateSeenAt,
    };
}
