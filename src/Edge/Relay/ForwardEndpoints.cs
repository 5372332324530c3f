using EasyEnclave.Edge.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Edge.Relay;

/// <summary>Has requests answered by the node that can, whichever they came to.</summary>
public static class ForwardEndpoints
{
    /// <summary>The endpoint writes the ledger: it is served by the node that holds it. Goes behind the token.</summary>
    internal static TBuilder ServedByLedgerHolder<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.Served(ForwardedTo.LedgerHolder);

    /// <summary>The endpoint speaks to the agent in its path (<c>{id}</c>): it is served by the node that has its tunnel. Goes behind the token.</summary>
    internal static TBuilder ServedByAgentOwner<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.Served(ForwardedTo.AgentOwner);

    /// <summary>Each node answers for itself, and peers may ask it. Goes behind the token.</summary>
    public static TBuilder AnsweredToPeers<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new Mark(null)));
        return endpoint;
    }

    /// <summary>Lets peers reach only the endpoints that are marked for them; goes behind routing.</summary>
    public static IApplicationBuilder UseForwardGuard(this IApplicationBuilder app) => app.Use(next => context =>
    {
        if (context.Features.Get<PeerConnection>() is null || context.GetEndpoint()?.Metadata.GetMetadata<Mark>() is not null)
        {
            return next(context);
        }

        return ProblemResult.Of(404, "not_found").ExecuteAsync(context);
    });

    private static TBuilder Served<TBuilder>(this TBuilder endpoint, ForwardedTo where)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            HttpContext context = invocation.HttpContext;
            return context.RequestServices.GetService<Forwarding>() is { } forwarding
                && await forwarding.ElsewhereAsync(context, where).ConfigureAwait(false) is { } answer
                    ? answer
                    : await next(invocation).ConfigureAwait(false);
        });
        endpoint.Add(builder => builder.Metadata.Add(new Mark(where)));
        return endpoint;
    }

    private sealed record Mark(ForwardedTo? Where);
}
