using System.Buffers.Binary;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Upstream.Keeping;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>The newest of everything that was ever proven, kept over restarts, so that no source can go back to something older.</summary>
/// <remarks>
/// The parts are signed one by one. Whoever feeds them could pair an old TCB info, which asks for less, with new CRLs, all within their
/// windows. So a part that is older than the one kept is ignored, and the one kept stays. Only what the configured source delivered and
/// was proven comes in here, and it is durable before it is used; agents have no say.
/// </remarks>
internal sealed class CollateralKeep(TrustRoot root, TcbChannel channel, CollateralKeeping keeping) : IDisposable
{
    // A name is all there is to say of a kind of platform.
    private static readonly byte[] Known = [1];

    private readonly CollateralVerifier _verifier = new(root);
    private readonly CollateralKeys _keys = new(channel);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, CollateralPiece?> _pieces = new(StringComparer.Ordinal);
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    /// <summary>The kinds of platforms that collateral was ever proven for; null when they cannot be read now.</summary>
    public async Task<IReadOnlyList<(string Fmspc, PckCa Ca)>?> PlatformsAsync(int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? keys = await keeping.Memory.KeysAsync(_keys.Platforms, null, limit, cancellationToken).ConfigureAwait(false);
        return keys?.Select(key => (Read: _keys.TryPlatform(key, out (string Fmspc, PckCa Ca) platform), platform))
            .Where(read => read.Read)
            .Select(read => read.platform)
            .ToList();
    }

    /// <summary>How old what is kept is, platform by platform; null when it cannot be read now.</summary>
    public async ValueTask<IReadOnlyList<CollateralStanding>?> StandingsAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await PlatformsAsync(limit, cancellationToken).ConfigureAwait(false) is not { } platforms)
        {
            return null;
        }

        List<CollateralStanding> standings = [];
        foreach ((string fmspc, PckCa ca) in platforms)
        {
            KeptCollateral? kept = await RecallAsync(fmspc, ca, now, cancellationToken).ConfigureAwait(false);
            standings.Add(new CollateralStanding(fmspc, ca, kept?.FetchedAt, kept?.EndsAt));
        }

        return standings;
    }

    /// <summary>What is kept of a kind of platform, proven again; null when it is not whole, not valid now, or cannot be read.</summary>
    public async Task<KeptCollateral?> RecallAsync(string fmspc, PckCa ca, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string[] keys = KeysOf(fmspc, ca);
            if (!await LoadAsync(keys, cancellationToken).ConfigureAwait(false) || Array.Exists(keys, key => _pieces[key] is null))
            {
                return null;
            }

            CollateralPiece[] pieces = Array.ConvertAll(keys, key => _pieces[key]!);
            CollateralBundle bundle = pieces.Aggregate(new CollateralBundle(), (whole, piece) => piece.PutInto(whole));
            return Prove(bundle, fmspc, ca, now, out CollateralWindow? window) == VerificationFailure.None
                ? KeptCollateral.Of(bundle, window!, pieces.Min(piece => piece.FetchedAt))
                : null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Proves what was delivered, puts newer parts that are known in place of older ones, and keeps what is new.</summary>
    public async Task<Taking> TakeAsync(
        CollateralBundle delivered, string fmspc, PckCa ca, DateTimeOffset now, CancellationToken cancellationToken)
    {
        VerificationFailure failure = _verifier.Verify(delivered, fmspc, ca, now, out CollateralWindow? window);
        if (failure != VerificationFailure.None)
        {
            return new Taking.Refused(failure, delivered, Older: false);
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await LoadAsync(KeysOf(fmspc, ca), cancellationToken).ConfigureAwait(false))
            {
                return new Taking.Unkept();
            }

            CollateralBundle merged = delivered;
            List<CollateralPiece> newer = [];
            foreach (CollateralPiece piece in CollateralPiece.Of(delivered, window!, _keys, fmspc, ca, now))
            {
                if (_pieces[piece.Key] is { } known && piece.IsOlderThan(known))
                {
                    merged = known.PutInto(merged);
                }
                else if (_pieces[piece.Key] is not { } same || piece.Replaces(same))
                {
                    newer.Add(piece);
                }
            }

            // What is newer counts even where the rest of what came along is of no use.
            if (newer.Count > 0 && !await KeepAsync(newer, _keys.Platform(fmspc, ca), window!.LatestIssue).ConfigureAwait(false))
            {
                return new Taking.Unkept();
            }

            bool older = merged != delivered;
            failure = older ? Prove(merged, fmspc, ca, now, out window) : VerificationFailure.None;
            return failure == VerificationFailure.None
                ? new Taking.Taken(KeptCollateral.Of(merged, window!, now), older)
                : new Taking.Refused(failure, merged, older);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    // What was read back might be older than the mark beside it.
    private VerificationFailure Prove(CollateralBundle bundle, string fmspc, PckCa ca, DateTimeOffset now, out CollateralWindow? window)
    {
        VerificationFailure failure = _verifier.Verify(bundle, fmspc, ca, now, out window);
        return failure != VerificationFailure.None ? failure
            : CollateralPiece.Of(bundle, window!, _keys, fmspc, ca, now).Any(piece => _pieces[piece.Key] is { } known && piece.IsOlderThan(known))
                ? VerificationFailure.CollateralMissing
                : VerificationFailure.None;
    }

    private string[] KeysOf(string fmspc, PckCa ca) => [_keys.TcbInfo(fmspc), _keys.QeIdentity, _keys.RootCrl, _keys.PckCrl(ca)];

    private async ValueTask<bool> LoadAsync(string[] keys, CancellationToken cancellationToken)
    {
        foreach (string key in keys.Where(key => !_pieces.ContainsKey(key)))
        {
            switch (await keeping.Memory.ReadAsync(key, cancellationToken).ConfigureAwait(false))
            {
                case Recollection.Nothing:
                    _pieces[key] = null;
                    break;
                case Recollection.Kept kept when CollateralPiece.Parse(key, kept.Bytes) is { } piece:
                    _pieces[key] = piece;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private async ValueTask<bool> KeepAsync(List<CollateralPiece> newer, string platform, DateTimeOffset latestIssue)
    {
        List<KeptValue> values = [.. newer.Select(piece => piece.ToKept()), new KeptValue(platform, Known)];
        DateTimeOffset newest = await NewestAsync(latestIssue).ConfigureAwait(false);
        if (newest > _newest)
        {
            byte[] ticks = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(ticks, newest.UtcTicks);
            values.Add(new KeptValue(CollateralKeys.NewestIssue, ticks));
        }

        if (!await keeping.Memory.WriteAsync(values).ConfigureAwait(false))
        {
            return false;
        }

        newer.ForEach(piece => _pieces[piece.Key] = piece);
        _newest = newest;
        keeping.Issued(newest);
        return true;
    }

    private async ValueTask<DateTimeOffset> NewestAsync(DateTimeOffset latestIssue)
    {
        DateTimeOffset known = await keeping.NewestIssueAsync(CancellationToken.None).ConfigureAwait(false) ?? _newest;
        return known > latestIssue ? known : latestIssue;
    }
}
