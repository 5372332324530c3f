using Microsoft.AspNetCore.Builder;

namespace EasyEnclave.Bench.Servers;

/// <summary>Kestrel with nothing behind it: no routing, no middleware, the same bytes to everybody.</summary>
internal static class EmptyEndpoint
{
    public static void Run(WebApplication app, int count)
    {
        var body = new byte[count];
        body.AsSpan().Fill((byte)'x');
        app.Run(async context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body);
        });
    }
}
