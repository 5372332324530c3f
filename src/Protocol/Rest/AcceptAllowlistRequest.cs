namespace EasyEnclave.Protocol.Rest;

/// <summary>The body of <c>POST /v1/allowlists/accept</c>.</summary>
/// <param name="Repo">The repository, <c>owner/name</c>.</param>
/// <param name="ReleaseTag">The release.</param>
/// <param name="Sha256">SHA-256 of the new list, in hex.</param>
/// <param name="Reason">Why, for the record.</param>
public sealed record AcceptAllowlistRequest(string? Repo, string? ReleaseTag, string? Sha256, string? Reason);
