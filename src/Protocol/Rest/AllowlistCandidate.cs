namespace EasyEnclave.Protocol.Rest;

/// <summary>An allowlist that waits for an admin's word.</summary>
/// <param name="Origin">Where it is.</param>
/// <param name="Sha256">SHA-256 of it, which whoever accepts it names.</param>
/// <param name="SeenAt">When it was first seen.</param>
public sealed record AllowlistCandidate(string Origin, string Sha256, DateTimeOffset? SeenAt);
