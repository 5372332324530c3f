using System.Net.Http.Headers;
using EasyEnclave.Agent.Options;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Agent.Backend;

/// <summary>Turns envelopes into HTTP messages and back.</summary>
internal static class BackendMessage
{
    /// <summary>The request for the backend; null when the envelope holds what must not be sent on.</summary>
    public static HttpRequestMessage? TryRequest(BackendAddress backend, ControlFrame.ProxyRequest envelope)
    {
        if (!RequestTarget.IsMethod(envelope.Method) || !RequestTarget.IsValid(envelope.Path)
            || envelope.Headers.Any(header => !RequestTarget.IsToken(header.Name) || !RequestTarget.IsValue(header.Value)))
        {
            return null;
        }

        HttpRequestMessage request = new(new HttpMethod(envelope.Method), BackendClient.AddressOf(backend, envelope.Path));

        // A body, be it an empty one, also keeps .NET from sending a request again by itself when the backend hangs up:
        // only what changes nothing may happen twice.
        if (envelope.Body.Length > 0 || envelope.Method is not ("GET" or "HEAD" or "OPTIONS"))
            request.Content = new ReadOnlyMemoryContent(envelope.Body);

        foreach (EnvelopeHeader header in HopHeaders.Without(envelope.Headers))
        {
            // .NET keeps the headers that describe a body apart; without a body there is nothing for them to describe.
            if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value))
                request.Content?.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return request;
    }

    /// <summary>The response's headers that may go back; null when they are too many or hold what a header may not.</summary>
    public static IReadOnlyList<EnvelopeHeader>? TryHeaders(HttpResponseMessage response)
    {
        // Not validated: parsing would join and rewrite what the backend said.
        List<EnvelopeHeader> all = [];
        return TryTake(response.Headers.NonValidated, all) && TryTake(response.Content.Headers.NonValidated, all) ? HopHeaders.Without(all) : null;
    }

    private static bool TryTake(HttpHeadersNonValidated fields, List<EnvelopeHeader> all)
    {
        foreach ((string name, HeaderStringValues values) in fields)
        {
            foreach (string value in values)
            {
                if (all.Count == Limits.HeaderCount || !RequestTarget.IsToken(name) || !RequestTarget.IsValue(value))
                    return false;
                all.Add(new EnvelopeHeader(name, value));
            }
        }

        return true;
    }
}
