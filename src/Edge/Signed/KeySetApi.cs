using System.Security.Cryptography;
using EasyEnclave.Actors.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EasyEnclave.Edge.Signed;

/// <summary><c>GET /.well-known/jwks.json</c>: the keys by which this control plane signs.</summary>
internal static class KeySetApi
{
    private const string MediaType = "application/jwk-set+json";

    // A key is published ten minutes before it is used, at the least.
    private const string FiveMinutes = "public, max-age=300";

    public static IResult Show(HttpContext context, SigningKeys keys)
    {
        byte[] document = (context.Request.Query["all"] == "true" ? keys.All : keys.Published).ToDocument();
        context.Response.Headers.CacheControl = FiveMinutes;
        EntityTagHeaderValue tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(document).AsSpan(0, 12))}\"");
        return TypedResults.Bytes(document, MediaType, entityTag: tag);
    }
}
