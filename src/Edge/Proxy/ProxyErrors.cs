using System.Text.Json;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Proxy;

/// <summary>Tells a client why its request got no answer of the backend's.</summary>
internal static class ProxyErrors
{
    /// <summary>Writes a failure as JSON, in place of whatever was prepared before.</summary>
    public static async Task WriteAsync(HttpContext context, ProxyOrder order, ProxyFailure failure)
    {
        HttpResponse response = context.Response;
        if (response.HasStarted)
        {
            // Half an answer is out: only a broken connection says that it was not all.
            context.Abort();
            return;
        }

        (int status, string code, string reason) = ProxyFailures.Of(failure);
        ProxyError error = new(code, order.Status ?? reason, order.App, order.Id.Value);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(error, RestJson.Default.ProxyError);
        response.Clear();
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        ResponseHeaders.Sandbox(response.Headers);
        if (ProxyFailures.IsPassing(failure))
        {
            response.Headers.RetryAfter = "1";
        }

        if (failure is ProxyFailure.Malformed or ProxyFailure.RequestTooSlow)
        {
            // What follows on a connection that framed one request badly, or not to its end, cannot be trusted to be the next request.
            response.Headers.Connection = "close";
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
    }
}
