using EasyEnclave.Attestation.Allowlists;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>The place of one release: what is known of it, the answer that holds, and the one question under way.</summary>
internal sealed class ReleaseSeat(
    ReleaseName name, ReleaseKeep keep, TimeProvider time, TimeSpan maxStale, Func<ReleaseState, Task<GitHubFetch>> ask)
{
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Bad = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Unused = TimeSpan.FromDays(2);

    private readonly Lock _gate = new();
    private ReleaseState? _state;
    private AllowlistFetch _answer = new AllowlistFetch.Unavailable();
    private DateTimeOffset _answeredAt = DateTimeOffset.MinValue;
    private DateTimeOffset _holdsUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _wantedAt = time.GetUtcNow();
    private Task? _question;

    /// <summary>Bytes of the good copy; zero for a release that none was ever seen of.</summary>
    public int CopyBytes
    {
        get
        {
            lock (_gate)
            {
                return _state?.Copy?.Bytes.Length ?? 0;
            }
        }
    }

    /// <summary>Whether nothing would be lost with this place: what is kept comes back when it is asked for again.</summary>
    public bool IsVacant(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _question is null && !Holds(now) && (_state?.Copy is null || (now - _wantedAt).Duration() > Unused);
        }
    }

    /// <summary>Whether an allowlist that is in use was not looked after for some time.</summary>
    public bool IsDue(DateTimeOffset now, TimeSpan every)
    {
        lock (_gate)
        {
            return _question is null && !Holds(now) && _state?.Pin is not null && (now - _wantedAt).Duration() <= Unused
                && (now - _answeredAt).Duration() >= every;
        }
    }

    /// <summary>As it stands; null when nothing was pinned, or nobody asked since the start.</summary>
    public PinnedRelease? View()
    {
        lock (_gate)
        {
            return _state?.View(name);
        }
    }

    /// <summary>The answer that holds, or a new one.</summary>
    /// <param name="wanted">Whether it is for an agent, and not to look after it.</param>
    /// <param name="cancellationToken">Ends the wait, not the question.</param>
    public async ValueTask<AllowlistFetch> GetAsync(bool wanted, CancellationToken cancellationToken)
    {
        Task question;
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            _wantedAt = wanted ? now : _wantedAt;
            if (Holds(now))
            {
                return _answer;
            }

            question = _question ??= RunAsync(AskAsync);
        }

        await question.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return _answer;
        }
    }

    /// <summary>Pins the changed list of this SHA-256 in place of the one that was.</summary>
    /// <param name="sha256">Of the new list: nobody accepts what they did not see.</param>
    /// <param name="commit">Makes it durable.</param>
    /// <param name="cancellationToken">Ends the wait for a question under way.</param>
    public async ValueTask<AcceptOutcome> AcceptAsync(
        string sha256, Func<AcceptedChange, ValueTask<bool>> commit, CancellationToken cancellationToken)
    {
        AcceptOutcome outcome = AcceptOutcome.Unkept;
        while (true)
        {
            Task? before;
            Task mine;
            lock (_gate)
            {
                before = _question;
                mine = before ?? (_question = RunAsync(async () => outcome = await AcceptAsync(sha256, commit).ConfigureAwait(false)));
            }

            await mine.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (before is null)
            {
                return outcome;
            }
        }
    }

    // A confirmed copy counts until it is asked for again, even where no outage is bridged.
    private AllowlistFetch.Found Found(ReleaseState state) => new(state.Copy!.Bytes, state.Pin!.Origin)
    {
        CountsUntil = state.ConfirmedAt + (maxStale > Good ? maxStale : Good),
    };

    // A clock that was set back must not keep an answer for longer.
    private bool Holds(DateTimeOffset now) => now >= _answeredAt && now < _holdsUntil;

    private async Task RunAsync(Func<Task> work)
    {
        // Nothing of it runs inside the lock of whoever asked first.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _question = null;
            }
        }
    }

    private async Task AskAsync()
    {
        if ((_state ?? await keep.RecallAsync(name, CancellationToken.None).ConfigureAwait(false)) is not { } before)
        {
            Answer(null, new AllowlistFetch.Unavailable(), Outage);
            return;
        }

        GitHubFetch fetch = await ask(before).ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        if (await keep.KeepAsync(name, before, before.After(fetch, now), now).ConfigureAwait(false) is not { } after)
        {
            Answer(before, new AllowlistFetch.Unavailable(), Outage);
            return;
        }

        switch (fetch)
        {
            case GitHubFetch.Fetched when after.Status == ReleaseStatus.Changed:
                Answer(after, new AllowlistFetch.Changed(), Bad);
                break;
            case GitHubFetch.Fetched:
                Answer(after, Found(after), Good);
                break;
            case GitHubFetch.NotFound:
                Answer(after, new AllowlistFetch.NotFound(), Bad);
                break;
            case GitHubFetch.Refused refused:
                Answer(after, new AllowlistFetch.Invalid(refused.Fault), Bad);
                break;
            default:
                TimeSpan left = after.ConfirmedAt is { } at && now >= at ? at + maxStale - now : TimeSpan.Zero;
                bool serves = left > TimeSpan.Zero && after.Copy is not null;
                Answer(after, serves ? Found(after) : new AllowlistFetch.Unavailable(), serves && left < Outage ? left : Outage);
                break;
        }
    }

    private async Task<AcceptOutcome> AcceptAsync(string sha256, Func<AcceptedChange, ValueTask<bool>> commit)
    {
        ReleaseState? before = _state ?? await keep.RecallAsync(name, CancellationToken.None).ConfigureAwait(false);
        if (before?.Pin is not { } pin)
        {
            return before is null ? AcceptOutcome.Unkept : AcceptOutcome.UnknownRelease;
        }

        // After a restart the bytes of a changed list are not here, nor is known what changed meanwhile.
        if (before.Candidate is null)
        {
            await AskAsync().ConfigureAwait(false);
            before = _state ?? before;
        }

        if (before is not { Candidate: not null, CandidatePin: { } candidate })
        {
            return pin.Sha256 == sha256 ? AcceptOutcome.Unchanged : AcceptOutcome.NothingToAccept;
        }

        if (candidate.Sha256 != sha256)
        {
            return AcceptOutcome.AnotherList;
        }

        DateTimeOffset now = time.GetUtcNow();
        ReleaseState after = before.Accepted(now) with { KeptAt = now };
        if (!await commit(new AcceptedChange(pin, candidate, ReleaseKeep.Values(name, after))).ConfigureAwait(false))
        {
            return AcceptOutcome.Unkept;
        }

        Answer(after, Found(after), Good);
        return AcceptOutcome.Accepted;
    }

    private void Answer(ReleaseState? state, AllowlistFetch answer, TimeSpan holds)
    {
        lock (_gate)
        {
            _state = state;
            _answer = answer;
            _answeredAt = time.GetUtcNow();
            _holdsUntil = _answeredAt + holds;
        }
    }
}
