using System.Diagnostics;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Proxy;

/// <summary>The header rules towards version 1 agents (protocol, sections 1 and 2); pure.</summary>
internal static class RequestHeaders
{
    /// <summary>How this hop is called in <c>Via</c>.</summary>
    private const string Pseudonym = "easyenclave";

    /// <summary>The fields an agent is sent.</summary>
    /// <param name="sent">What the client sent.</param>
    /// <param name="connection">The client's lines of <c>Connection</c>.</param>
    /// <param name="origin">Where the request comes from.</param>
    /// <param name="id">The request's id.</param>
    /// <returns>Null when a name or a value is malformed, or when they are more than an agent takes.</returns>
    public static List<EnvelopeHeader>? Build(
        IEnumerable<KeyValuePair<string, StringValues>> sent, StringValues connection, RequestOrigin origin, RequestId id)
    {
        List<EnvelopeHeader> headers = new(24);
        StringValues listing = HopByHop.Listing(connection);
        StringValues via = default;
        StringValues trace = default;
        StringValues traceState = default;
        foreach ((string name, StringValues values) in sent)
        {
            if (HeaderText.Same(name, "Via"))
            {
                via = values;
            }
            else if (HeaderText.Same(name, "traceparent"))
            {
                trace = values;
            }
            else if (HeaderText.Same(name, "tracestate"))
            {
                traceState = values;
            }
            else if (!IsDropped(name) && !HopByHop.IsListed(name, listing))
            {
                headers.Add(new EnvelopeHeader(name, Joined(name, values)));
            }
        }

        headers.Add(new EnvelopeHeader("Accept-Encoding", "identity"));
        AddOrigin(headers, origin);
        string hop = $"{origin.Version} {Pseudonym}";
        headers.Add(new EnvelopeHeader("Via", via.Count == 0 ? hop : $"{Joined("Via", via)}, {hop}"));
        AddTrace(headers, trace, traceState, id);
        return Fits(headers) ? headers : null;
    }

    /// <summary>Whether a client's field never reaches an agent: it is this hop's own, or this hop writes it.</summary>
    public static bool IsDropped(string name)
    {
        // Backends behind CGI see '_' and '-' as the same character: X_Forwarded_For would stand beside ours.
        string plain = name.Contains('_') ? name.Replace('_', '-') : name;
        return HopByHop.IsNamed(plain)
            || (plain.Length >= 5 && (plain[0] | 0x20) switch
            {
                'p' => HeaderText.Same(plain, "Proxy") || HeaderText.Starts(plain, "Proxy-"),
                'x' => HeaderText.Starts(plain, "X-EE-") || IsForwarding(plain),
                'a' => HeaderText.Same(plain, "Accept-Encoding"),
                'f' => HeaderText.Same(plain, "Forwarded"),
                _ => false,
            })
            || HeaderText.Same(plain, "Host");
    }

    private static bool IsForwarding(string name) =>
        HeaderText.Same(name, "X-Forwarded-For")
        || HeaderText.Same(name, "X-Forwarded-Proto")
        || HeaderText.Same(name, "X-Forwarded-Host")
        || HeaderText.Same(name, "X-Real-IP");

    private static void AddOrigin(List<EnvelopeHeader> headers, RequestOrigin origin)
    {
        Add(headers, "X-Forwarded-For", origin.ForwardedForValue());
        Add(headers, "X-Forwarded-Proto", origin.ForwardedProtoValue());
        Add(headers, "X-Forwarded-Host", origin.ForwardedHostValue());
        Add(headers, "X-Real-IP", origin.RealIpValue());
        Add(headers, "Forwarded", origin.ForwardedValue());
    }

    private static void AddTrace(List<EnvelopeHeader> headers, StringValues trace, StringValues state, RequestId id)
    {
        if (trace.Count == 1 && trace[0] is { } kept && TraceParent.IsValid(kept))
        {
            headers.Add(new EnvelopeHeader("traceparent", kept));
            Add(headers, "tracestate", state.Count == 0 ? null : Joined("tracestate", state));
            return;
        }

        headers.Add(new EnvelopeHeader("traceparent", TraceParent.Begin(Activity.Current, id)));
    }

    private static void Add(List<EnvelopeHeader> headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.Add(new EnvelopeHeader(name, value));
        }
    }

    private static string Joined(string name, StringValues values) =>
        values.Count == 1 ? values[0] ?? string.Empty
        : string.Join(HeaderText.Same(name, "Cookie") ? "; " : ", ", values.ToArray());

    private static bool Fits(List<EnvelopeHeader> headers)
    {
        long characters = 0;
        foreach (EnvelopeHeader header in headers)
        {
            if (!HeaderText.IsToken(header.Name) || !HeaderText.IsValue(header.Value))
            {
                return false;
            }

            characters += header.Name.Length + header.Value.Length;
        }

        return headers.Count <= Limits.HeaderCount && characters <= Limits.HeaderBytes;
    }
}
