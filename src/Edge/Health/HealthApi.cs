using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Health;

/// <summary><c>GET /health</c>, <c>/health/ready</c> and <c>/health/live</c>.</summary>
internal static class HealthApi
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/health", Methods, Ready);
        endpoints.MapMethods("/health/ready", Methods, Ready);
        endpoints.MapMethods("/health/live", Methods, Live);
    }

    private static IResult Ready(HttpContext context, NodeHealth health, NodeIdentity node)
    {
        string status = health.Status;
        return Answer(context, status, status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, node);
    }

    /// <summary>That the process answers is all there is to being alive.</summary>
    private static IResult Live(HttpContext context, NodeIdentity node) => Answer(context, "ok", StatusCodes.Status200OK, node);

    private static IResult Answer(HttpContext context, string status, int code, NodeIdentity node)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new HealthAnswer(status, node.Version, node.Node, node.Cluster, node.Mode), RestJson.Default.HealthAnswer, statusCode: code);
    }
}
