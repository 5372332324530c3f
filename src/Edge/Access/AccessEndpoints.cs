using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Edge.Access;

/// <summary>Puts endpoints behind a token.</summary>
internal static class AccessEndpoints
{
    /// <summary>Lets only tokens of this role, and admins', through to the endpoints.</summary>
    public static TBuilder RequireToken<TBuilder>(this TBuilder endpoints, AccessRole role)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            HttpContext context = invocation.HttpContext;
            AccessGate gate = context.RequestServices.GetRequiredService<AccessGate>();
            return gate.Check(context, role) is { } problem ? problem : await next(invocation).ConfigureAwait(false);
        });

    /// <summary>Who makes a request that passed the gate.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint takes no token.");
}
