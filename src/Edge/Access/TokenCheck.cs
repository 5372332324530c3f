using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Access;

/// <summary>Compares a presented token with every one that is taken; the time it takes tells nothing.</summary>
internal sealed class TokenCheck(IReadOnlyList<AccessToken> tokens)
{
    /// <summary>Whose token it is; null when nobody's.</summary>
    /// <remarks>Digests are compared in constant time, all of them always: neither a near miss nor the place of a match shows.</remarks>
    public Caller? Find(string presented)
    {
        if (presented.Length is 0 or > Limits.BearerTokenLength)
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), digest);
        int found = -1;
        for (int i = 0; i < tokens.Count; i++)
        {
            bool same = CryptographicOperations.FixedTimeEquals(digest, tokens[i].Sha256.Span);
            found = same ? i : found;
        }

        return found < 0 ? null : new Caller(tokens[found].Actor, tokens[found].Role) { Scope = tokens[found].Scope };
    }
}
