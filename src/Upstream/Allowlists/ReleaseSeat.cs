using EasyEnclave.Attestation.Allowlists;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>The place of one release: its answer, how long that holds, the good copy, and the one question under way.</summary>
/// <remarks>A good copy outlives an outage of GitHub within a limit. It does not outlive GitHub's word that there is none, or another.</remarks>
internal sealed class ReleaseSeat(TimeProvider time, TimeSpan maxStale, Func<GitHubRelease?, Task<GitHubFetch>> ask)
{
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Bad = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private AllowlistFetch _answer = new AllowlistFetch.Unavailable();
    private DateTimeOffset _answeredAt = DateTimeOffset.MinValue;
    private DateTimeOffset _holdsUntil = DateTimeOffset.MinValue;
    private Task? _question;
    private GitHubRelease? _copy;
    private ReleasePin? _pin;
    private DateTimeOffset? _confirmedAt;

    /// <summary>Bytes of the good copy; zero for a release that none was ever seen of.</summary>
    public int CopyBytes
    {
        get
        {
            lock (_gate)
            {
                return _copy?.Bytes.Length ?? 0;
            }
        }
    }

    /// <summary>Whether nothing would be lost with this place but an answer that holds no longer.</summary>
    public bool IsVacant(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _copy is null && _question is null && !Holds(now);
        }
    }

    /// <summary>The answer that holds, or a new one.</summary>
    /// <param name="cancellationToken">Ends the wait, not the question.</param>
    public async ValueTask<AllowlistFetch> GetAsync(CancellationToken cancellationToken)
    {
        Task question;
        lock (_gate)
        {
            if (Holds(time.GetUtcNow()))
            {
                return _answer;
            }

            question = _question ??= AskAsync(_copy);
        }

        await question.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return _answer;
        }
    }

    // A clock that was set back must not keep an answer for longer.
    private bool Holds(DateTimeOffset now) => now >= _answeredAt && now < _holdsUntil;

    private async Task AskAsync(GitHubRelease? copy)
    {
        // Nothing of it runs inside the lock of whoever asked first.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        GitHubFetch fetch = new GitHubFetch.Unavailable();
        try
        {
            fetch = await ask(copy).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                DateTimeOffset now = time.GetUtcNow();
                (_answer, TimeSpan holds) = Judge(fetch, now);
                _answeredAt = now;
                _holdsUntil = now + holds;
                _question = null;
            }
        }
    }

    private (AllowlistFetch Answer, TimeSpan Holds) Judge(GitHubFetch fetch, DateTimeOffset now)
    {
        switch (fetch)
        {
            case GitHubFetch.Fetched fetched:
                ReleasePin pin = ReleasePin.Of(fetched.Release);
                if (_pin is not null && _pin != pin)
                {
                    _confirmedAt = null;
                    return (new AllowlistFetch.Changed(), Bad);
                }

                _pin = pin;
                _copy = fetched.Release;
                _confirmedAt = now;
                return (Found(fetched.Release), Good);
            case GitHubFetch.NotFound:
                _confirmedAt = null;
                return (new AllowlistFetch.NotFound(), Bad);
            case GitHubFetch.Refused refused:
                _confirmedAt = null;
                return (new AllowlistFetch.Invalid(refused.Fault), Bad);
            default:
                TimeSpan left = _confirmedAt is { } at ? at + maxStale - now : TimeSpan.Zero;
                return left > TimeSpan.Zero && now >= _confirmedAt
                    ? (Found(_copy!), left < Outage ? left : Outage)
                    : (new AllowlistFetch.Unavailable(), Outage);
        }
    }

    private static AllowlistFetch.Found Found(GitHubRelease release) => new(
        release.Bytes, $"github:{release.Repository.Value.Id}/{release.Repository.Value.OwnerId}/{release.Asset.Value.Id}");
}
