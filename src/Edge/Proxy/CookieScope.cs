namespace EasyEnclave.Edge.Proxy;

/// <summary>Keeps an app's cookies to the app's own host (RFC 6265, section 5.2.3); pure.</summary>
internal static class CookieScope
{
    /// <summary>The cookie without every Domain that is wider than the app's host, so that browsers keep it for that host alone.</summary>
    /// <param name="cookie">The value of a <c>Set-Cookie</c>.</param>
    /// <param name="host">The host name that named the app, lowercase; null when Host did not, and then no Domain is kept.</param>
    public static string Narrow(string cookie, string? host)
    {
        if (!cookie.Contains("domain", StringComparison.OrdinalIgnoreCase))
        {
            return cookie;
        }

        System.Text.StringBuilder? kept = null;
        int start = 0;
        bool first = true;
        while (start <= cookie.Length)
        {
            int end = cookie.IndexOf(';', start);
            end = end < 0 ? cookie.Length : end;
            ReadOnlySpan<char> part = cookie.AsSpan(start, end - start);
            if (!first && IsWider(part, host))
            {
                // What stood before it is copied once, then each part that stays.
                kept ??= new System.Text.StringBuilder(cookie, 0, start - 1, cookie.Length);
            }
            else if (kept is not null)
            {
                kept.Append(';').Append(part);
            }

            first = false;
            start = end + 1;
        }

        return kept?.ToString() ?? cookie;
    }

    private static bool IsWider(ReadOnlySpan<char> attribute, string? host)
    {
        int equals = attribute.IndexOf('=');
        if (equals < 0 || !attribute[..equals].Trim().Equals("domain", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        ReadOnlySpan<char> domain = attribute[(equals + 1)..].Trim().TrimStart('.');
        return !(host is not null
            && domain.EndsWith(host, StringComparison.OrdinalIgnoreCase)
            && (domain.Length == host.Length || domain[domain.Length - host.Length - 1] == '.'));
    }
}
