using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.ContactDiscovery;

/// <summary>Who may ask: tokens by their digests, each with what it may still ask about.</summary>
internal sealed class Bearers(IReadOnlyList<string> tokens, int numbersPerHour, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private const int HeaderLengthMax = 512;

    private readonly (byte[] Digest, Allowance Allowance)[] _known =
        [.. tokens.Select(token => (SHA256.HashData(Encoding.UTF8.GetBytes(token)), new Allowance(numbersPerHour, time)))];

    /// <summary>The allowance of the token that an <c>Authorization</c> field presents; null when nobody's.</summary>
    /// <remarks>All digests are compared, always, each in constant time: neither a near miss nor the place of a match shows.</remarks>
    public Allowance? Find(StringValues authorization)
    {
        if (authorization.Count != 1 || authorization[0] is not { Length: <= HeaderLengthMax } field
            || !field.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        byte[] presented = SHA256.HashData(Encoding.UTF8.GetBytes(field[Scheme.Length..].Trim()));
        Allowance? found = null;
        foreach ((byte[] digest, Allowance allowance) in _known)
            found = CryptographicOperations.FixedTimeEquals(presented, digest) ? allowance : found;
        return found;
    }
}
