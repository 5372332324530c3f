using System.Buffers.Text;
using System.Text;

namespace EasyEnclave.Edge.Admin;

/// <summary>Where a list goes on, as callers see it: opaque, and only good for the list it came from.</summary>
internal static class Cursor
{
    // A kind, a colon, and the longest key there is: how far somebody read in each log of a cluster.
    private const int CharactersMax = 4096;

    /// <summary>The cursor behind a key.</summary>
    /// <param name="kind">Which list it belongs to.</param>
    /// <param name="key">The last key that was given out.</param>
    public static string After(string kind, string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{kind}:{key}"));

    /// <summary>Reads a cursor; false when it is none of this list's.</summary>
    public static bool TryRead(string kind, string text, out string key)
    {
        key = string.Empty;
        byte[] bytes = new byte[CharactersMax];
        if (text.Length > CharactersMax || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out int length))
        {
            return false;
        }

        string plain = Encoding.UTF8.GetString(bytes, 0, length);
        if (!plain.StartsWith(kind + ":", StringComparison.Ordinal))
        {
            return false;
        }

        key = plain[(kind.Length + 1)..];
        return key.Length > 0;
    }
}
