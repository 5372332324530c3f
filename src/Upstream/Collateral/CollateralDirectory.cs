using System.Collections.Concurrent;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>Collateral from a directory that an operator fills (<c>EE_COLLATERAL_DIR</c>).</summary>
/// <remarks>
/// A kind of platform has its own folder, named by its FMSPC and CA (<c>B0C06F000000-platform</c>) or by its FMSPC; the directory itself
/// serves where there is no such folder. What was read is kept for a few seconds, so that many agents cost one reading. A file that is put
/// back to an older one is ignored, and what is proven serves until its end even where the files are gone.
/// </remarks>
public sealed partial class CollateralDirectory : ICollateralSource, ICollateralShelf, IDisposable
{
    private const int PlatformsMax = 1024;

    private readonly string _directory;
    private readonly Freshly<string, CollateralBundle?> _read;
    private readonly CollateralKeep _keep;
    private readonly ConcurrentDictionary<(string Fmspc, PckCa Ca), Result> _results = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A source over a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="root">The root under which everything must be signed.</param>
    /// <param name="keeping">Where what was proven is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what is not taken.</param>
    public CollateralDirectory(
        string directory, TrustRoot root, CollateralKeeping keeping, TimeProvider time, ILogger<CollateralDirectory> logger)
    {
        _directory = directory;
        _read = new Freshly<string, CollateralBundle?>(time, CollateralFolder.ReadAsync);
        _keep = new CollateralKeep(root, TcbChannel.Standard, keeping);
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc />
    public async ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fmspc);
        CollateralBundle? bundle = Folder(fmspc, ca) is { } folder
            ? await _read.GetAsync(folder, cancellationToken).ConfigureAwait(false)
            : null;
        DateTimeOffset now = _time.GetUtcNow();
        if (_results.TryGetValue((fmspc, ca), out Result? known) && known.IsOf(bundle) && known.Kept?.Serves(now) == true)
        {
            return known.Kept.Bundle;
        }

        (CollateralBundle? answer, KeptCollateral? kept) = await JudgeAsync(bundle, fmspc, ca, now, cancellationToken).ConfigureAwait(false);
        if (_results.Count < PlatformsMax || known is not null)
        {
            _results[(fmspc, ca)] = new Result(bundle, kept);
        }

        return answer;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CollateralStanding>?> StandingsAsync(int limit, CancellationToken cancellationToken) =>
        _keep.StandingsAsync(limit, _time.GetUtcNow(), cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _keep.Dispose();

    private string? Folder(string fmspc, PckCa ca)
    {
        string suffix = ca == PckCa.Platform ? "platform" : "processor";
        string[] candidates = [$"{fmspc}-{suffix}", $"{fmspc.ToLowerInvariant()}-{suffix}", fmspc, fmspc.ToLowerInvariant(), string.Empty];
        return candidates.Select(name => Path.Combine(_directory, name)).FirstOrDefault(Directory.Exists);
    }

    private async ValueTask<(CollateralBundle? Answer, KeptCollateral? Kept)> JudgeAsync(
        CollateralBundle? bundle, string fmspc, PckCa ca, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Taking? taking = bundle is null ? null : await _keep.TakeAsync(bundle, fmspc, ca, now, cancellationToken).ConfigureAwait(false);
        switch (taking)
        {
            case Taking.Taken taken:
                if (taken.Older)
                {
                    LogOlder(fmspc);
                }

                return (taken.Kept.Bundle, taken.Kept);
            case Taking.Unkept:
                LogUnkept(fmspc);
                return (null, null);
        }

        if (await _keep.RecallAsync(fmspc, ca, now, cancellationToken).ConfigureAwait(false) is { } recalled)
        {
            return (recalled.Bundle, recalled);
        }

        // The verifier refuses it for the same cause, and tells the agent and the operator which.
        if (taking is Taking.Refused refused)
        {
            LogRefused(fmspc, VerificationFailures.Code(refused.Failure));
            return (refused.Bundle, null);
        }

        return (null, null);
    }

    private sealed record Result(CollateralBundle? Read, KeptCollateral? Kept)
    {
        private readonly ReadOnlyMemory<byte> _document = Read?.ToDocument();

        // Files are read again every few seconds and are seldom others.
        public bool IsOf(CollateralBundle? read) =>
            ReferenceEquals(Read, read) || (Read is not null && read is not null && _document.Span.SequenceEqual(read.ToDocument()));
    }
}
