namespace EasyEnclave.Protocol.Rest;

/// <summary>The body of <c>POST /v1/allowlists/dry-run</c>.</summary>
/// <param name="Repo">The repository, <c>owner/name</c>.</param>
/// <param name="ReleaseTag">The release.</param>
/// <param name="AllowlistB64">The list in base64, at most 1 MiB decoded.</param>
public sealed record AllowlistTrialRequest(string? Repo, string? ReleaseTag, string? AllowlistB64);
