using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Edge.Signed;

/// <summary>The endpoints of what this control plane signs, for whoever relies on it.</summary>
public static class SignedApi
{
    /// <summary>Registers what the endpoints need beside <c>SigningKeys</c>, <c>ResultIssuer</c> and <c>StatusList</c>, which the host brings.</summary>
    public static IServiceCollection AddSigned(this IServiceCollection services) => services.AddSingleton<RequestPace>();

    /// <summary>Maps the endpoints.</summary>
    public static IEndpointRouteBuilder MapSigned(this IEndpointRouteBuilder endpoints)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        endpoints.MapMethods("/.well-known/jwks.json", reads, KeySetApi.Show);
        endpoints.MapMethods("/v1/status-list", reads, StatusListApi.ShowAsync);
        endpoints.MapGet("/v1/attestations/{agent}", AttestationsApi.ShowAsync);
        return endpoints;
    }
}
