using System.Collections.Concurrent;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Upstream.Http;
using EasyEnclave.Upstream.Keeping;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>Allowlists from the releases of repositories on GitHub.</summary>
/// <remarks>
/// An answer holds for minutes, and those who ask at the same time share one question. Releases that no allowlist was seen of share a
/// budget of their own, so that inventing names keeps nobody from a release that exists. Numbers and bytes of a release are pinned when
/// its allowlist is first used; pins and good copies outlive the process.
/// </remarks>
public sealed partial class GitHubAllowlists : IAllowlistSource, IRenewable, IDisposable
{
    private const int ReleasesMax = 8192;
    private const int CopyBytesMax = 64 * 1024 * 1024;
    private const long KeptBytesMax = 256 * 1024 * 1024;
    private const int RenewalsAtOnce = 16;

    // Each costs up to three calls. Without a token GitHub answers 60 calls an hour, with one 5000.
    private const int UnknownReleases = 10;

    private readonly GitHubOptions _options;
    private readonly UpstreamClient _upstream;
    private readonly GitHubClient _client;
    private readonly CallBudget _unknown;
    private readonly TimeSpan _renewEvery;
    private readonly ReleaseKeep _keep;
    private readonly ConcurrentDictionary<ReleaseName, ReleaseSeat> _seats = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A source.</summary>
    /// <param name="options">How GitHub is asked.</param>
    /// <param name="memory">Where pins and copies are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what fails.</param>
    public GitHubAllowlists(GitHubOptions options, IUpstreamMemory memory, TimeProvider time, ILogger<GitHubAllowlists> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _logger = logger;
        _upstream = new UpstreamClient(UpstreamHandlers.Create(anywhere: options.Api.IdnHost), options.Limits, time, logger);
        _client = new GitHubClient(options, _upstream);
        _keep = new ReleaseKeep(memory, ReleasesMax, KeptBytesMax);

        // An unchanged answer costs nothing of the limit that comes with a token; without one it does.
        _renewEvery = Jitter.Of(options.Token is null ? TimeSpan.FromHours(2) : TimeSpan.FromMinutes(15));
        _unknown = new CallBudget(UnknownReleases, options.Token is null ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1), time);
    }

    /// <inheritdoc />
    public ValueTask<AllowlistFetch> FetchAsync(string repo, string releaseTag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repo);
        ArgumentNullException.ThrowIfNull(releaseTag);
        if (!ReleaseName.TryParse(repo, releaseTag, out ReleaseName name) || !IsAllowed(name.Owner))
        {
            return ValueTask.FromResult<AllowlistFetch>(new AllowlistFetch.NotFound());
        }

        return SeatOf(name) is { } seat
            ? seat.GetAsync(wanted: true, cancellationToken)
            : ValueTask.FromResult<AllowlistFetch>(new AllowlistFetch.Unavailable());
    }

    /// <inheritdoc />
    public async ValueTask RenewDueAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        IEnumerable<ReleaseSeat> due = _seats.Values.Where(seat => seat.IsDue(now, _renewEvery)).Take(RenewalsAtOnce);
        await Task.WhenAll(due.Select(seat => seat.GetAsync(wanted: false, cancellationToken).AsTask())).ConfigureAwait(false);
    }

    /// <summary>The releases whose allowlists were used, by <see cref="PinnedRelease.Key"/> in ordinal order.</summary>
    /// <param name="after">Only those behind this key; null from the beginning.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The releases; null when they cannot be read now.</returns>
    public async ValueTask<IReadOnlyList<PinnedRelease>?> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        if (await _keep.NamesAsync(after, limit, cancellationToken).ConfigureAwait(false) is not { } names)
        {
            return null;
        }

        List<PinnedRelease> releases = [];
        foreach (ReleaseName name in names)
        {
            if (await ViewAsync(name, cancellationToken).ConfigureAwait(false) is { } release)
            {
                releases.Add(release);
            }
        }

        return releases;
    }

    /// <summary>One release; null when its allowlist was never used, or cannot be read now.</summary>
    public async ValueTask<PinnedRelease?> FindAsync(string repo, string releaseTag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repo);
        ArgumentNullException.ThrowIfNull(releaseTag);
        return ReleaseName.TryParse(repo, releaseTag, out ReleaseName name) ? await ViewAsync(name, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Pins a changed allowlist in place of the one that was; agents pass by it at once.</summary>
    /// <param name="repo"><c>owner/name</c>.</param>
    /// <param name="releaseTag">The release.</param>
    /// <param name="sha256">SHA-256 of the new list, 64 lowercase hex digits: nobody accepts what they did not see.</param>
    /// <param name="commit">Makes the change durable, with whatever else belongs to it; false when it did not.</param>
    /// <param name="cancellationToken">Gives up waiting; what is being written is written.</param>
    public async ValueTask<AcceptOutcome> AcceptAsync(
        string repo, string releaseTag, string sha256, Func<AcceptedChange, ValueTask<bool>> commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repo);
        ArgumentNullException.ThrowIfNull(releaseTag);
        return !ReleaseName.TryParse(repo, releaseTag, out ReleaseName name) ? AcceptOutcome.UnknownRelease
            : SeatOf(name) is { } seat ? await seat.AcceptAsync(sha256, commit, cancellationToken).ConfigureAwait(false)
            : AcceptOutcome.Unkept;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        _upstream.Dispose();
        _keep.Dispose();
        _stopping.Dispose();
    }

    private async ValueTask<PinnedRelease?> ViewAsync(ReleaseName name, CancellationToken cancellationToken) =>
        (_seats.TryGetValue(name, out ReleaseSeat? seat) ? seat.View() : null)
            ?? (await _keep.RecallAsync(name, cancellationToken).ConfigureAwait(false))?.View(name);

    private bool IsAllowed(string owner) =>
        _options.AllowedOwners.Count == 0 || _options.AllowedOwners.Contains(owner, StringComparer.OrdinalIgnoreCase);

    private ReleaseSeat? SeatOf(ReleaseName name)
    {
        if (_seats.TryGetValue(name, out ReleaseSeat? seat))
        {
            return seat;
        }

        if (_seats.Count >= ReleasesMax)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach ((ReleaseName other, ReleaseSeat candidate) in _seats)
            {
                if (candidate.IsVacant(now))
                {
                    _seats.TryRemove(other, out _);
                }
            }
        }

        return _seats.Count >= ReleasesMax
            ? null
            : _seats.GetOrAdd(name, key => new ReleaseSeat(key, _keep, _time, _options.MaxStale, state => AskAsync(key, state)));
    }

    private async Task<GitHubFetch> AskAsync(ReleaseName name, ReleaseState state)
    {
        if (state.Pin is null && (!_unknown.TryTake() || _seats.Values.Sum(seat => (long)seat.CopyBytes) > CopyBytesMax))
        {
            LogNotAsked(name.Owner, name.Repository);
            return new GitHubFetch.Unavailable();
        }

        try
        {
            GitHubFetch fetch = await _client.FetchAsync(name, state.Candidate ?? state.Copy, _stopping.Token).ConfigureAwait(false);
            switch (fetch)
            {
                case GitHubFetch.Refused refused:
                    LogRefused(name.Owner, name.Repository, refused.Fault);
                    break;
                case GitHubFetch.Fetched fetched when state.Pin is { } pin && ReleasePin.Of(fetched.Release) is var came && came != pin:
                    LogChanged(name.Owner, name.Repository, name.Tag, pin.Sha256, came.Sha256);
                    break;
            }

            return fetch;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return new GitHubFetch.Unavailable();
        }
    }
}
