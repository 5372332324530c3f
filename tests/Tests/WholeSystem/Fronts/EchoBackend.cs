using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using EasyEnclave.Tests.Agent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>The app behind the agents: it answers with the request that reached it, and remembers all of them.</summary>
internal sealed class EchoBackend : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _seen = new();
    private TestBackend? _server;

    /// <summary>The text of every request so far.</summary>
    public IReadOnlyList<string> Seen => [.. _seen];

    public string Url => _server!.Address.Origin;

    public static async Task<EchoBackend> StartAsync()
    {
        EchoBackend backend = new();
        backend._server = await TestBackend.StartAsync(backend.AnswerAsync);
        return backend;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    /// <summary>A request as JSON, with the names of its headers in lowercase.</summary>
    public static string Describe(HttpRequest request, long length)
    {
        JsonObject headers = [];
        foreach ((string name, StringValues values) in request.Headers)
            headers[name.ToLowerInvariant()] = values.ToString();
        return new JsonObject
        {
            ["backend"] = "echo",
            ["method"] = request.Method,
            ["path"] = request.Path + request.QueryString,
            ["length"] = length,
            ["headers"] = headers,
        }.ToJsonString();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        string text = Describe(context.Request, body.Length);
        _seen.Enqueue(text);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
