using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Actors.Results;
using EasyEnclave.Edge.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EasyEnclave.Edge.Signed;

/// <summary><c>GET /v1/status-list</c>: everything that is banned, signed; a result must not be relied on without a list of the last minute.</summary>
internal static class StatusListApi
{
    /// <summary>A JWT of our own kind; its <c>typ</c> tells it from others.</summary>
    public const string MediaType = "application/jwt";

    // With the list's own age when it is given out this leaves half a minute to whoever got it from a cache.
    private const string QuarterMinute = "public, max-age=15";

    public static async Task<IResult> ShowAsync(HttpContext context, StatusList list, RequestPace pace)
    {
        if (pace.Wait(context) is { } wait)
        {
            return AttestationsApi.Limited(context, wait);
        }

        SignedList? signed;
        try
        {
            signed = await list.GetAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: without a number there is no list.
            signed = null;
        }

        if (signed is null)
        {
            context.Response.Headers.RetryAfter = "1";
            return ProblemResult.Of(503, "status_list_unavailable", "The list cannot be numbered now, or has more entries than a list may.");
        }

        byte[] token = Encoding.ASCII.GetBytes(signed.Token);
        context.Response.Headers.CacheControl = QuarterMinute;
        EntityTagHeaderValue tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(token).AsSpan(0, 12))}\"");
        return TypedResults.Bytes(token, MediaType, entityTag: tag);
    }
}
