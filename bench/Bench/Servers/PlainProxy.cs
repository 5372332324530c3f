using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Bench.Servers;

/// <summary>The least a reverse proxy on Kestrel can be: fields copied but for those of the connection, bodies streamed, no rules at all.</summary>
internal static class PlainProxy
{
    private static readonly HashSet<string> OfTheConnection =
        new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Host" };

    public static void Run(WebApplication app, Uri backend)
    {
        var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        });
        app.Run(context => ForwardAsync(context, client, backend));
    }

    private static async Task ForwardAsync(HttpContext context, HttpMessageInvoker client, Uri backend)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(backend, context.Request.Path + context.Request.QueryString));
        if (context.Request.ContentLength > 0)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!OfTheConnection.Contains(name) && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var response = await client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        Copy(response.Headers.NonValidated, context.Response.Headers);
        Copy(response.Content.Headers.NonValidated, context.Response.Headers);
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static void Copy(System.Net.Http.Headers.HttpHeadersNonValidated from, IHeaderDictionary to)
    {
        foreach (var (name, values) in from)
        {
            if (!OfTheConnection.Contains(name))
                to[name] = values.ToArray();
        }
    }
}
