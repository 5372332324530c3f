namespace EasyEnclave.Edge.Tunnel;

/// <summary>The key that this server's certificate showed on one connection: a certificate exchanged later does not change what the peer saw.</summary>
/// <param name="Sha256">Lowercase hex SHA-256 of its SubjectPublicKeyInfo.</param>
public sealed record ServerKeyFeature(string Sha256);
