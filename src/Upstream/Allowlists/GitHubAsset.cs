namespace EasyEnclave.Upstream.Allowlists;

/// <summary>The allowlist among a release's assets.</summary>
/// <param name="Id">Its number; another upload has another.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">SHA-256 as GitHub states it, 64 lowercase hex digits; null where it states none.</param>
internal sealed record GitHubAsset(long Id, long Size, string? Sha256);
