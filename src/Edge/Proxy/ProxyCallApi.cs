using System.Buffers.Text;
using System.Text.Json;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EasyEnclave.Edge.Proxy;

/// <summary><c>POST /v1/proxy/{app}</c> on the control listener: a request to an app, wrapped in JSON.</summary>
public static class ProxyCallApi
{
    private static readonly Func<HttpContext, ProxyExchange, ProxyOrder, ValueTask<ProxyFailure>> Reading = ReadAsync;

    /// <summary>Maps the endpoint.</summary>
    public static IEndpointConventionBuilder MapProxyCall(this IEndpointRouteBuilder endpoints)
    {
        ProxyExchange exchange = endpoints.ServiceProvider.GetRequiredService<ProxyExchange>();
        return endpoints.MapPost("/v1/proxy/{app}", context => exchange.ServeAsync(context, new ProxyOrder { Sandboxed = true }, Reading));
    }

    private static async ValueTask<ProxyFailure> ReadAsync(HttpContext context, ProxyExchange exchange, ProxyOrder order)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return ProxyFailure.NotJson;
        }

        if (!AppName.TryParse(context.Request.RouteValues["app"] as string, out AppName app))
        {
            return ProxyFailure.UnknownApp;
        }

        order.App = app.Value;

        // The JSON counts in the budget for as long as the request runs: what is made of it is no larger.
        RequestOrigin origin = RequestOrigin.Of(context, exchange.Options.TrustedProxies);
        order.Client = origin.Address;
        RequestBody json = new(exchange.Budget, order, exchange.Time);
        order.Lease = json;
        int limit = Base64.GetMaxEncodedToUtf8Length(exchange.RequestBytesMax) + Limits.HeaderBytes + Limits.PathLength + Limits.StrangerFrameBytes;
        ProxyFailure failure = await json.ReadAsync(context.Request, limit, context.RequestAborted);
        return failure == ProxyFailure.None ? Read(context, exchange, order, origin, json.Bytes.Span) : failure;
    }

    private static ProxyFailure Read(
        HttpContext context, ProxyExchange exchange, ProxyOrder order, RequestOrigin origin, ReadOnlySpan<byte> json)
    {
        if (!TryRead(json, out ProxyCall? call) || !TryFields(call!, out Dictionary<string, StringValues>? fields))
        {
            return ProxyFailure.InvalidPayload;
        }

        // A pin may stand with the request or with the call; passing one over would be worse than refusing both.
        StringValues pins = StringValues.Concat(context.Request.Headers["X-EE-Require"], fields!.GetValueOrDefault("X-EE-Require"));
        order.Method = (call!.Method ?? "GET").ToUpperInvariant();
        order.Path = call.Path ?? "/";
        if (!RequestTarget.IsMethod(order.Method)
            || !RequestTarget.IsPath(order.Path)
            || !Requirement.TryParse(pins, out Requirement requirement)
            || !TryBody(call.BodyB64, out byte[] body)
            || RequestHeaders.Build(fields!, fields!.GetValueOrDefault("Connection"), origin, order.Id) is not { } headers)
        {
            return ProxyFailure.InvalidPayload;
        }

        order.Requirement = requirement;
        order.Headers = headers;
        order.Body = body;
        return body.Length > exchange.RequestBytesMax ? ProxyFailure.RequestTooLarge : ProxyFailure.None;
    }

    private static bool TryRead(ReadOnlySpan<byte> json, out ProxyCall? call)
    {
        try
        {
            call = JsonSerializer.Deserialize(json, RestJson.Default.ProxyCall);
        }
        catch (JsonException)
        {
            call = null;
        }

        return call is not null;
    }

    private static bool TryFields(ProxyCall call, out Dictionary<string, StringValues>? fields)
    {
        fields = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        if (call.Headers?.Count > Limits.HeaderCount)
        {
            return false;
        }

        foreach ((string name, string? value) in call.Headers ?? new Dictionary<string, string>())
        {
            if (value is null)
            {
                return false;
            }

            fields[name] = StringValues.Concat(fields.GetValueOrDefault(name), value);
        }

        return true;
    }

    private static bool TryBody(string? base64, out byte[] body)
    {
        body = [];
        if (string.IsNullOrEmpty(base64))
        {
            return true;
        }

        byte[] decoded = new byte[base64.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(base64, decoded, out int length))
        {
            return false;
        }

        body = length == decoded.Length ? decoded : decoded[..length];
        return true;
    }
}
