using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.Edge.Access;

/// <summary>A credential that is taken: its digest, never itself.</summary>
/// <param name="Actor">Who acts with it, as the audit names them.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Sha256">The 32 bytes of the token's SHA-256.</param>
public sealed record AccessToken(string Actor, AccessRole Role, ReadOnlyMemory<byte> Sha256)
{
    /// <summary>What it may be used on.</summary>
    public TokenScope Scope { get; init; } = TokenScope.Everything;

    /// <summary>A credential from the token itself.</summary>
    /// <param name="actor">Who acts with it.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="token">The token's text.</param>
    public static AccessToken Of(string actor, AccessRole role, string token) =>
        new(actor, role, SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <inheritdoc />
    public override string ToString() => $"{Actor} ({Role})";
}
