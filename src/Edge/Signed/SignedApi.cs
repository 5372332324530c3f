using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Signed;

/// <summary>The endpoints of what this control plane signs, for whoever relies on it.</summary>
public static class SignedApi
{
    /// <summary>Maps the endpoints; the host brings <c>SigningKeys</c>.</summary>
    public static IEndpointRouteBuilder MapSigned(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/.well-known/jwks.json", [HttpMethods.Get, HttpMethods.Head], KeySetApi.Show);
        return endpoints;
    }
}
