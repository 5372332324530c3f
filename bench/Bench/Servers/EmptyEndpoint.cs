using Microsoft.AspNetCore.Builder;

namespace EasyEnclave.Bench.Servers;

/// <summary>Kestrel with nothing behind it: no routing, no middleware, what is sent is read to its end, and the same bytes go to everybody.</summary>
internal static class EmptyEndpoint
{
    public static void Run(WebApplication app, int count)
    {
        var body = new byte[count];
        body.AsSpan().Fill((byte)'x');
        app.Run(async context =>
        {
            while (context.Request.ContentLength > 0)
            {
                var read = await context.Request.BodyReader.ReadAsync();
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }

            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body);
        });
    }
}
