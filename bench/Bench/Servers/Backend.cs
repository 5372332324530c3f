using Microsoft.AspNetCore.Builder;

namespace EasyEnclave.Bench.Servers;

/// <summary>The app behind the proxies: a short answer to everything, and one of 16 KiB.</summary>
internal static class Backend
{
    public const string LargePath = "/large";

    private static readonly byte[] Small = "Hello, world!"u8.ToArray();
    private static readonly byte[] Large = [.. Enumerable.Range(0, 16 * 1024).Select(place => (byte)('a' + (place % 26)))];

    public static void Run(WebApplication app) => app.Run(async context =>
    {
        var body = context.Request.Path == LargePath ? Large : Small;
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body);
    });
}
