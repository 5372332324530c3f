namespace EasyEnclave.Upstream.Allowlists;

/// <summary>A release as it was seen last, with its allowlist.</summary>
/// <param name="Repository">Whose it is.</param>
/// <param name="Asset">Which asset it has.</param>
/// <param name="Bytes">The allowlist.</param>
internal sealed record GitHubRelease(GitHubMemo<GitHubRepository> Repository, GitHubMemo<GitHubAsset> Asset, ReadOnlyMemory<byte> Bytes);
