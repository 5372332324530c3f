namespace EasyEnclave.Actors.Releases;

/// <summary>One allowlist by where it is and what it holds.</summary>
/// <param name="Origin">Where it is, in numbers that no renaming changes.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 lowercase hex digits.</param>
public sealed record ListPin(string Origin, string Sha256);
