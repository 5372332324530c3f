using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Resolve;

/// <summary><c>GET /v1/resolve/{app}</c>: may this app be reached, and where. The question every proxied request begins with.</summary>
internal static class ResolveApi
{
    private static readonly StringValues Json = "application/json; charset=utf-8";
    private static readonly StringValues OneSecond = "max-age=1";

    public static void MapResolve(this IEndpointRouteBuilder endpoints)
    {
        Verdicts verdicts = endpoints.ServiceProvider.GetRequiredService<Verdicts>();
        endpoints.MapMethods("/v1/resolve/{app}", [HttpMethods.Get, HttpMethods.Head], context => AnswerAsync(context, verdicts));
        endpoints.MapGet("/v1/resolve/{app}/watch", WatchApi.FollowAsync);
    }

    private static Task AnswerAsync(HttpContext context, Verdicts verdicts)
    {
        Verdict verdict = verdicts.Of((string)context.Request.RouteValues["app"]!);
        bool asAuth = context.Request.QueryString.HasValue && context.Request.Query["for"] == "auth";
        HttpResponse response = context.Response;
        IHeaderDictionary headers = response.Headers;
        headers.CacheControl = OneSecond;
        headers.ETag = verdict.Tag;

        // An nginx subrequest carries its client's own conditions, and takes a 304 for a failure.
        if (verdict.Allowed && !asAuth && Matches(context.Request.Headers.IfNoneMatch, verdict))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.StatusCode = verdict.Allowed ? StatusCodes.Status200OK
            : verdict.App is null && !asAuth ? StatusCodes.Status404NotFound
            : StatusCodes.Status403Forbidden;
        headers.ContentType = Json;
        headers.ContentLength = verdict.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.BodyWriter.WriteAsync(verdict.Json, context.RequestAborted).GetAsTask();
    }

    private static Task GetAsTask<T>(this ValueTask<T> written) => written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();

    /// <summary>If-None-Match is compared weakly (RFC 9110, section 13.1.2).</summary>
    private static bool Matches(StringValues conditions, Verdict verdict)
    {
        foreach (string? line in conditions)
        {
            foreach (Range part in line.AsSpan().Split(','))
            {
                ReadOnlySpan<char> tag = line.AsSpan()[part].Trim(" \t");
                if (tag is "*" || (tag.StartsWith("W/") ? tag[2..] : tag).SequenceEqual(verdict.Tag.ToString()))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
