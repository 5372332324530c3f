using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Edge.Doctor;

/// <summary><c>GET /v1/doctor</c>: what the checks of this node find; with <c>all=true</c> those of every live node.</summary>
internal static class DoctorApi
{
    public const string Path = "/v1/doctor";

    public static void MapDoctor(this IEndpointRouteBuilder admin) => admin.MapGet("/doctor", LookAsync).AnsweredToPeers();

    private static async Task<IResult> LookAsync(HttpContext context, NodeDoctor doctor)
    {
        string? wanted = context.Request.Query["all"];
        if (wanted is not (null or "true" or "false"))
        {
            return ProblemResult.InvalidField("all", "true or false.");
        }

        // A peer is answered for this node alone, so that no question goes in circles.
        DoctorPeers? peers = wanted == "true" && context.Features.Get<PeerConnection>() is null ? context.RequestServices.GetService<DoctorPeers>() : null;
        Task<DoctorNode[]> others = peers?.AskAsync(context.Request.Headers.Authorization, context.RequestAborted) ?? Task.FromResult<DoctorNode[]>([]);
        DoctorNode here = await doctor.LookAsync(context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new DoctorAnswer([here, .. await others.ConfigureAwait(false)]), RestJson.Default.DoctorAnswer);
    }
}
