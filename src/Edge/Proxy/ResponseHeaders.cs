using EasyEnclave.Protocol.Tunnel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Proxy;

/// <summary>The header rules from agents to clients (protocol, section 2); pure.</summary>
internal static class ResponseHeaders
{
    // What a page of another tenant, or of ours, would have to live with for as long as a browser remembers it.
    private static readonly string[] OfWholeOrigins =
    [
        "Set-Cookie", "Clear-Site-Data", "Refresh", "Strict-Transport-Security", "Content-Security-Policy",
        "Content-Security-Policy-Report-Only", "X-Content-Type-Options", "NEL", "Report-To", "Reporting-Endpoints", "Service-Worker-Allowed",
    ];

    /// <summary>Passes an agent's fields on to a client of the app's own host.</summary>
    /// <param name="from">What the agent sent.</param>
    /// <param name="to">Where they go; nothing is written when false is returned.</param>
    /// <param name="host">The host name that named the app; null when Host did not.</param>
    /// <returns>False when a name is no token or a value holds what splits messages.</returns>
    public static bool TryCopy(IReadOnlyList<EnvelopeHeader> from, IHeaderDictionary to, string? host)
    {
        if (!TryListing(from, out StringValues listing))
        {
            return false;
        }

        for (int i = 0; i < from.Count; i++)
        {
            EnvelopeHeader header = from[i];
            if (!IsDropped(header.Name) && !HopByHop.IsListed(header.Name, listing))
            {
                string value = HeaderText.Same(header.Name, "Set-Cookie") ? CookieScope.Narrow(header.Value, host) : header.Value;
                Append(to, header.Name, value);
            }
        }

        return true;
    }

    /// <summary>Passes an agent's fields on to a client of the control listener, whose origin is nobody's but the control plane's.</summary>
    /// <param name="from">What the agent sent.</param>
    /// <param name="to">Where they go; nothing is written when false is returned.</param>
    public static bool TryCopySandboxed(IReadOnlyList<EnvelopeHeader> from, IHeaderDictionary to)
    {
        if (!TryListing(from, out StringValues listing))
        {
            return false;
        }

        for (int i = 0; i < from.Count; i++)
        {
            EnvelopeHeader header = from[i];
            if (!IsDropped(header.Name) && !IsOfWholeOrigin(header.Name) && !HopByHop.IsListed(header.Name, listing))
            {
                Append(to, header.Name, header.Value);
            }
        }

        Sandbox(to);
        return true;
    }

    /// <summary>Says that what follows is a stranger's content, to be neither run nor guessed at.</summary>
    public static void Sandbox(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>Whether an agent's field never reaches a client: it speaks of one hop, or it steers a front.</summary>
    public static bool IsDropped(string name) =>
        HopByHop.IsNamed(name)
        || (name[0] | 0x20) switch
        {
            'x' => HeaderText.Starts(name, "X-Accel-") || HeaderText.Starts(name, "X-Sendfile") || HeaderText.Starts(name, "X-EE-"),
            'a' => HeaderText.Same(name, "Alt-Svc"),
            'p' => HeaderText.Same(name, "Proxy") || HeaderText.Starts(name, "Proxy-"),
            _ => false,
        };

    private static bool IsOfWholeOrigin(string name)
    {
        foreach (string refused in OfWholeOrigins)
        {
            if (HeaderText.Same(name, refused))
            {
                return true;
            }
        }

        return HeaderText.Starts(name, "Access-Control-");
    }

    // Checks every field, and gathers what Connection lists: nothing may be written before all is known to be well-formed.
    private static bool TryListing(IReadOnlyList<EnvelopeHeader> from, out StringValues listing)
    {
        listing = default;
        for (int i = 0; i < from.Count; i++)
        {
            EnvelopeHeader header = from[i];
            if (!HeaderText.IsToken(header.Name) || !HeaderText.IsValue(header.Value))
            {
                return false;
            }

            if (HeaderText.Same(header.Name, "Connection"))
            {
                listing = StringValues.Concat(listing, header.Value);
            }
        }

        listing = HopByHop.Listing(listing);
        return true;
    }

    private static void Append(IHeaderDictionary to, string name, string value)
    {
        StringValues before = to[name];
        to[name] = before.Count == 0 ? value : StringValues.Concat(before, value);
    }
}
