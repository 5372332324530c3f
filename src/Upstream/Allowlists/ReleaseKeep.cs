using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Upstream.Keeping;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>Keeps pins and good copies over restarts.</summary>
internal sealed class ReleaseKeep(IUpstreamMemory memory, int releasesMax, long bytesMax) : IDisposable
{
    private const string Pins = "upstream/allowlist/";
    private const string Copies = "upstream/allowlist-copy/";
    private const string Totals = "upstream/allowlist-totals";

    // How old a copy is must be known after a restart, but not to the minute.
    private static readonly TimeSpan Rewritten = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>What is known of a release; null when it cannot be read now, and then nothing may be pinned anew.</summary>
    public async ValueTask<ReleaseState?> RecallAsync(ReleaseName name, CancellationToken cancellationToken)
    {
        switch (await memory.ReadAsync(Pins + name.Key, cancellationToken).ConfigureAwait(false))
        {
            case Recollection.Nothing:
                return ReleaseState.Unseen;
            case Recollection.Kept kept when Parse(kept.Bytes) is { } release:
                ReadOnlyMemory<byte> copy =
                    await memory.ReadAsync(Copies + name.Key, cancellationToken).ConfigureAwait(false) is Recollection.Kept bytes ? bytes.Bytes : default;
                return State(release, copy);
            default:
                return null;
        }
    }

    /// <summary>The names of releases that are kept, in ordinal order; null when they cannot be read now.</summary>
    public async ValueTask<IReadOnlyList<ReleaseName>?> NamesAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? keys = await memory
            .KeysAsync(Pins, after is null ? null : Pins + after, limit, cancellationToken).ConfigureAwait(false);
        return keys?.Select(key => ReleaseName.OfKey(key[Pins.Length..])).OfType<ReleaseName>().ToList();
    }

    /// <summary>Makes durable what must be.</summary>
    /// <returns>The state after that; null when a release may not be used because its pin could not be kept.</returns>
    public async ValueTask<ReleaseState?> KeepAsync(ReleaseName name, ReleaseState before, ReleaseState after, DateTimeOffset now)
    {
        if (after.Pin is null)
        {
            return after;
        }

        if (before.Pin is null)
        {
            return await PinAsync(name, after).ConfigureAwait(false) ? after with { KeptAt = now } : null;
        }

        bool same = before.Status == after.Status && before.CandidatePin == after.CandidatePin && (now - after.KeptAt).Duration() < Rewritten;
        return !same && await memory.WriteAsync([Row(name, after)]).ConfigureAwait(false) ? after with { KeptAt = now } : after;
    }

    /// <summary>All that is to be written when another list takes a pinned one's place.</summary>
    public static IReadOnlyList<KeptValue> Values(ReleaseName name, ReleaseState state) =>
        [Row(name, state), new KeptValue(Copies + name.Key, state.Copy!.Bytes)];

    public void Dispose() => _gate.Dispose();

    private async ValueTask<bool> PinAsync(ReleaseName name, ReleaseState state)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            KeptTotals? totals = await memory.ReadAsync(Totals, CancellationToken.None).ConfigureAwait(false) switch
            {
                Recollection.Nothing => new KeptTotals(0, 0),
                Recollection.Kept kept => JsonSerializer.Deserialize(kept.Bytes.Span, KeptJson.Default.KeptTotals),
                _ => null,
            };
            if (totals is null || totals.Releases >= releasesMax || totals.Bytes + state.Copy!.Bytes.Length > bytesMax)
            {
                return false;
            }

            totals = new KeptTotals(totals.Releases + 1, totals.Bytes + state.Copy.Bytes.Length);
            return await memory.WriteAsync(
                [.. Values(name, state), new KeptValue(Totals, JsonSerializer.SerializeToUtf8Bytes(totals, KeptJson.Default.KeptTotals))]).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static KeptValue Row(ReleaseName name, ReleaseState state) => new(Pins + name.Key, JsonSerializer.SerializeToUtf8Bytes(
        new KeptRelease(
            state.Pin!,
            state.PinnedAt,
            state.ConfirmedAt,
            state.Status,
            state.Copy?.Repository.ETag,
            state.Copy?.Asset.ETag,
            state.Copy?.Asset.Value.Sha256,
            state.CandidatePin,
            state.CandidateSeenAt),
        KeptJson.Default.KeptRelease));

    private static KeptRelease? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, KeptJson.Default.KeptRelease);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A copy that is not what was pinned is none, and is asked for again.
    private static ReleaseState State(KeptRelease kept, ReadOnlyMemory<byte> copy)
    {
        bool whole = Convert.ToHexStringLower(SHA256.HashData(copy.Span)) == kept.Pin.Sha256;
        return new ReleaseState
        {
            Pin = kept.Pin,
            PinnedAt = kept.PinnedAt,
            ConfirmedAt = whole ? kept.ConfirmedAt : null,
            Status = kept.Status,
            CandidatePin = kept.Candidate,
            CandidateSeenAt = kept.CandidateSeenAt,
            KeptAt = kept.ConfirmedAt ?? DateTimeOffset.MinValue,
            Copy = !whole ? null : new GitHubRelease(
                new GitHubMemo<GitHubRepository>(new GitHubRepository(kept.Pin.RepositoryId, kept.Pin.OwnerId), kept.RepositoryTag),
                new GitHubMemo<GitHubAsset>(new GitHubAsset(kept.Pin.AssetId, copy.Length, kept.Digest), kept.AssetTag),
                copy),
        };
    }
}
