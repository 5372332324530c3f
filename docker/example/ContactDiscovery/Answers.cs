using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.ContactDiscovery;

/// <summary>Writes answers, and refusals in their one shape: a code for programs, a sentence for people.</summary>
internal static class Answers
{
    /// <summary>Writes one; a client that asks for the head alone gets that.</summary>
    public static async Task WriteAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Refuses; neither the code nor the sentence repeats anything that was sent.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string error, string? detail) =>
        WriteAsync(context, status, new ContactMessage.Refusal(error, detail), ContactJson.Wire.Refusal);

    /// <summary>Gives a body to what the server refused before the service saw it.</summary>
    public static Task RefuseAsync(HttpContext context, int status) => status switch
    {
        404 => RefuseAsync(context, status, "not_found", "there are POST /register, POST /lookup and GET /health"),
        405 => RefuseAsync(context, status, "method_not_allowed", null),
        413 => RefuseAsync(context, status, "too_large", $"a body has at most {ContactOptions.BodyBytesMax} bytes"),
        < 500 => RefuseAsync(context, status, "malformed", null),
        _ => RefuseAsync(context, status, "internal", null),
    };
}
