using System.Collections.Concurrent;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Upstream.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>Allowlists from the releases of repositories on GitHub.</summary>
/// <remarks>
/// An answer holds for minutes, and those who ask at the same time share one question. Releases that no allowlist was seen of share a
/// budget of their own, so that inventing names keeps nobody from a release that exists. Numbers and bytes of a release are pinned when
/// its allowlist is first used, for as long as this process lives.
/// </remarks>
public sealed partial class GitHubAllowlists : IAllowlistSource, IDisposable
{
    private const int ReleasesMax = 8192;
    private const int CopyBytesMax = 64 * 1024 * 1024;

    // Each costs up to three calls. Without a token GitHub answers 60 calls an hour, with one 5000.
    private const int UnknownReleases = 10;

    private readonly GitHubOptions _options;
    private readonly UpstreamClient _upstream;
    private readonly GitHubClient _client;
    private readonly CallBudget _unknown;
    private readonly ConcurrentDictionary<ReleaseName, ReleaseSeat> _seats = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A source.</summary>
    public GitHubAllowlists(GitHubOptions options, TimeProvider time, ILogger<GitHubAllowlists> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _logger = logger;
        _upstream = new UpstreamClient(UpstreamHandlers.Create(anywhere: options.Api.IdnHost), options.Limits, time, logger);
        _client = new GitHubClient(options, _upstream);
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
            ? seat.GetAsync(cancellationToken)
            : ValueTask.FromResult<AllowlistFetch>(new AllowlistFetch.Unavailable());
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
        _stopping.Dispose();
    }

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
            : _seats.GetOrAdd(name, key => new ReleaseSeat(_time, _options.MaxStale, copy => AskAsync(key, copy)));
    }

    private async Task<GitHubFetch> AskAsync(ReleaseName name, GitHubRelease? copy)
    {
        if (copy is null && (!_unknown.TryTake() || _seats.Values.Sum(seat => (long)seat.CopyBytes) > CopyBytesMax))
        {
            LogNotAsked(name.Owner, name.Repository);
            return new GitHubFetch.Unavailable();
        }

        try
        {
            GitHubFetch fetch = await _client.FetchAsync(name, copy, _stopping.Token).ConfigureAwait(false);
            if (fetch is GitHubFetch.Refused refused)
            {
                LogRefused(name.Owner, name.Repository, refused.Fault);
            }

            return fetch;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return new GitHubFetch.Unavailable();
        }
    }
}
