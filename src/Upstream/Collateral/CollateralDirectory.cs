using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>Collateral from a directory that an operator fills (<c>EE_COLLATERAL_DIR</c>).</summary>
/// <remarks>
/// A kind of platform has its own folder, named by its FMSPC and CA (<c>B0C06F000000-platform</c>) or by its FMSPC; the directory itself
/// serves where there is no such folder. What was read is kept for a few seconds, so that many agents cost one reading.
/// </remarks>
public sealed class CollateralDirectory : ICollateralSource
{
    private readonly string _directory;
    private readonly Freshly<string, CollateralBundle?> _read;

    /// <summary>A source over a directory.</summary>
    public CollateralDirectory(string directory, TimeProvider time)
    {
        _directory = directory;
        _read = new Freshly<string, CollateralBundle?>(time, CollateralFolder.ReadAsync);
    }

    /// <inheritdoc />
    public ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken)
    {
        string suffix = ca == PckCa.Platform ? "platform" : "processor";
        string[] candidates = [$"{fmspc}-{suffix}", $"{fmspc.ToLowerInvariant()}-{suffix}", fmspc, fmspc.ToLowerInvariant()];
        string? own = candidates.Select(name => Path.Combine(_directory, name)).FirstOrDefault(Directory.Exists);
        string folder = own ?? _directory;
        return Directory.Exists(folder) ? _read.GetAsync(folder, cancellationToken) : ValueTask.FromResult<CollateralBundle?>(null);
    }
}
