using EasyEnclave.Attestation.Allowlists;

namespace EasyEnclave.Upstream.ControlPlanes;

/// <summary>The allowlist that a control plane must match.</summary>
/// <param name="Source">Where it is.</param>
/// <param name="Repo">The repository whose release it belongs to; of no account where the source is one file.</param>
/// <param name="Tag">The release; null for the one that the list itself names.</param>
public sealed record ControlPlaneList(IAllowlistSource Source, string Repo, string? Tag)
{
    /// <summary>The name of the release's asset, unless another is given.</summary>
    public const string DefaultAsset = "control-plane-attestation-allowlist.json";

    /// <summary>A list that is a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tag">The release it must name; null for whichever it names.</param>
    public static ControlPlaneList File(string path, string? tag) => new(new AllowlistFile(path), "", tag);
}
