using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Directory;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Proofs;

/// <summary>Notices that collateral, rules or an allowlist are others than connected agents were judged by, and has those agents judged again.</summary>
/// <remarks>
/// A round comes every 30 to 60 s, and at once when it is asked for. It asks each source once for each kind of platform and each
/// release, and compares hashes; only agents whose hashes differ cost more. What ends at a known instant is each tunnel's own to notice.
/// </remarks>
public sealed partial class ReappraisalRounds : IAsyncDisposable
{
    private const int AskedAtOnce = 4;

    private readonly AgentDirectory _directory;
    private readonly Reappraiser _reappraiser;
    private readonly TimeSpan _remoteInterval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private Dictionary<Release, Known> _releases = [];

    /// <summary>Begins.</summary>
    /// <param name="directory">The agents.</param>
    /// <param name="reappraiser">The judge.</param>
    /// <param name="remoteInterval">How long an allowlist from elsewhere than this machine is taken for unchanged: its source counts what it is asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where a round that failed is told.</param>
    public ReappraisalRounds(
        AgentDirectory directory, Reappraiser reappraiser, TimeSpan remoteInterval, TimeProvider time, ILogger<ReappraisalRounds> logger)
    {
        _directory = directory;
        _reappraiser = reappraiser;
        _remoteInterval = remoteInterval;
        _time = time;
        _logger = logger;
        _running = RunAsync();
    }

    /// <summary>Asks for a round now, in which every source is asked anew.</summary>
    public void Signal() => _signals.Writer.TryWrite(true);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await RoundAsync(await WaitAsync().ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping: the normal end.
        }
    }

    /// <summary>Waits for the next round; true when it was asked for.</summary>
    private async Task<bool> WaitAsync()
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        Task due = Task.Delay(TimeSpan.FromMilliseconds(30_000 + RandomNumberGenerator.GetInt32(30_001)), _time, late.Token);
        Task<bool> asked = _signals.Reader.WaitToReadAsync(late.Token).AsTask();
        bool signalled = await Task.WhenAny(due, asked).ConfigureAwait(false) == asked;
        await late.CancelAsync().ConfigureAwait(false);
        _stopping.Token.ThrowIfCancellationRequested();
        return signalled && _signals.Reader.TryRead(out _);
    }

    private async Task RoundAsync(bool anew)
    {
        try
        {
            AgentEntry[] connected = [.. _directory.Agents.Where(agent => agent.Connected && agent.Here && agent.State.Attestation is { ClaimsSha256: not null, PckCa: not null })];
            ConcurrentDictionary<Kind, string?> collateral = await AskAsync(
                connected.Select(agent => KindOf(agent.State.Attestation)),
                kind => _reappraiser.CollateralNowAsync(kind.TrustRoot, kind.Fmspc, kind.Ca, _stopping.Token)).ConfigureAwait(false);
            _releases = new Dictionary<Release, Known>(await AskAsync(
                connected.Select(agent => ReleaseOf(agent.State)), release => AskAsync(release, anew)).ConfigureAwait(false));
            foreach (AgentEntry agent in connected)
            {
                AttestationFacts facts = agent.State.Attestation;
                if (Differs(collateral[KindOf(facts)], facts.CollateralSha256)
                    || Differs(_releases[ReleaseOf(agent.State)].Sha256, facts.AllowlistSha256)
                    || _reappraiser.PolicyNow(agent.State.Network.Value) != facts.PolicySha256)
                {
                    agent.Live!.Actor!.AskReview();
                }
            }
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // The edge of a round: what it did not see the next one will.
            LogRoundFailed(e);
        }
    }

    private async Task<ConcurrentDictionary<TKey, TValue>> AskAsync<TKey, TValue>(IEnumerable<TKey> keys, Func<TKey, ValueTask<TValue>> ask)
        where TKey : notnull
    {
        ConcurrentDictionary<TKey, TValue> answers = new();
        await Parallel.ForEachAsync(
            keys.Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = _stopping.Token },
            async (key, _) => answers[key] = await ask(key).ConfigureAwait(false)).ConfigureAwait(false);
        return answers;
    }

    private async ValueTask<Known> AskAsync(Release release, bool anew)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!anew && _releases.TryGetValue(release, out Known? known) && known.Remote && now < known.At + _remoteInterval)
        {
            return known;
        }

        (string? sha256, string? origin) = await _reappraiser.AllowlistNowAsync(release.Repo, release.Tag, _stopping.Token).ConfigureAwait(false);
        return new Known(sha256, origin?.StartsWith("file:", StringComparison.Ordinal) != true, now);
    }

    // A source that cannot say anything says nothing against anybody.
    private static bool Differs(string? now, string? judgedBy) => now is not null && now != judgedBy;

    private static Kind KindOf(AttestationFacts facts) => new(facts.TrustRoot, facts.Fmspc, facts.PckCa!);

    private static Release ReleaseOf(AgentState agent) => new(agent.Repo.Value, agent.Attestation.ReleaseTag.Value);

    private readonly record struct Kind(string TrustRoot, string Fmspc, string Ca);

    private readonly record struct Release(string Repo, string Tag);

    private sealed record Known(string? Sha256, bool Remote, DateTimeOffset At);
}
