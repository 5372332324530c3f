using System.Text;
using EasyEnclave.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Edge.Proxy;

/// <summary>The proxy listener: every request on its connections is a tenant's, and nothing else is ever served there.</summary>
public static class ProxyListener
{
    private static readonly Func<HttpContext, ProxyExchange, ProxyOrder, ValueTask<ProxyFailure>> Reading =
        static (context, exchange, order) => ValueTask.FromResult(Read(context, exchange.Options, order));

    /// <summary>Marks a Kestrel listener as the proxy listener.</summary>
    /// <remarks>Call it after <c>UseHttps</c>, or without: the mark is the connection's, not the transport's.</remarks>
    public static ListenOptions UseProxyListener(this ListenOptions listen)
    {
        listen.Use(next => connection =>
        {
            connection.Features.Set(ProxyConnection.Mark);
            return next(connection);
        });
        return listen;
    }

    /// <summary>What Kestrel must allow so that backends' answers pass: header values in UTF-8, and no name of ours.</summary>
    public static KestrelServerOptions UseProxyRules(this KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.UTF8;
        kestrel.Limits.MaxRequestHeaderCount = Limits.HeaderCount;
        kestrel.Limits.MaxRequestHeadersTotalSize = Limits.HeaderBytes;
        kestrel.Limits.MaxRequestLineSize = Limits.PathLength;
        return kestrel;
    }

    /// <summary>Answers every request of marked connections; must stand before routing and everything else.</summary>
    public static IApplicationBuilder UseProxyListener(this IApplicationBuilder app)
    {
        ProxyExchange exchange = app.ApplicationServices.GetRequiredService<ProxyExchange>();
        return app.Use(next => context =>
            context.Features.Get<ProxyConnection>() is null ? next(context) : exchange.ServeAsync(context, new ProxyOrder(), Reading));
    }

    /// <summary>Steps 1 and 2: reads a request as the client sent it.</summary>
    internal static ProxyFailure Read(HttpContext context, ProxyOptions options, ProxyOrder order)
    {
        HttpRequest request = context.Request;
        IHeaderDictionary headers = request.Headers;
        if (IsFramedAmbiguously(request))
        {
            return ProxyFailure.Malformed;
        }

        AppHost app = AppHost.Judge(headers.Host, headers["X-EE-App"], options.AppDomains);
        order.App = app.App;
        order.Host = app.Host;
        if (app.Failure != ProxyFailure.None)
        {
            return app.Failure;
        }

        string? path = RequestTarget.PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (path is null || !RequestTarget.IsPath(path) || !RequestTarget.IsMethod(request.Method)
            || !Requirement.TryParse(headers["X-EE-Require"], out Requirement requirement))
        {
            return ProxyFailure.Malformed;
        }

        order.Method = request.Method;
        order.Path = path;
        order.Requirement = requirement;
        RequestOrigin origin = RequestOrigin.Of(context, options.TrustedProxies);
        order.Client = origin.Address;
        if (RequestHeaders.Build(headers, headers.Connection, origin, order.Id) is not { } built)
        {
            return ProxyFailure.Malformed;
        }

        order.Headers = built;
        return ProxyFailure.None;
    }

    // Both lengths at once is how requests are smuggled past a front that believes the other one, and HTTP/1.0 knows no encoding at all
    // (RFC 9112, section 6.1). Kestrel obeys Transfer-Encoding and renames the length before anyone sees it.
    private static bool IsFramedAmbiguously(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0
        && (request.Headers.ContentLength is not null || request.Headers.ContainsKey("X-Content-Length") || HttpProtocol.IsHttp10(request.Protocol));
}
