using System.Security.Cryptography;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>What must not change about a release once its allowlist was used.</summary>
/// <param name="RepositoryId">The repository's number.</param>
/// <param name="OwnerId">Its owner's number.</param>
/// <param name="AssetId">The asset's number.</param>
/// <param name="Sha256">SHA-256 of the asset, 64 lowercase hex digits.</param>
public sealed record ReleasePin(long RepositoryId, long OwnerId, long AssetId, string Sha256)
{
    /// <summary>Where that is, in the words of an allowlist's origin.</summary>
    public string Origin => $"github:{RepositoryId}/{OwnerId}/{AssetId}";

    internal static ReleasePin Of(GitHubRelease release) => new(
        release.Repository.Value.Id,
        release.Repository.Value.OwnerId,
        release.Asset.Value.Id,
        Convert.ToHexStringLower(SHA256.HashData(release.Bytes.Span)));
}
