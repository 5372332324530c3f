using EasyEnclave.Actors.Keys;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Edge.Health;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Edge.Own;

/// <summary><c>GET /v1/attestation?nonce=</c>: the control plane's own quote, over its TLS key, its token key and the caller's nonce.</summary>
public static class OwnAttestationApi
{
    /// <summary>Registers what the endpoint needs beside <c>IOwnQuotes</c> and <c>SigningKeys</c>, which the host brings.</summary>
    public static IServiceCollection AddOwnAttestation(this IServiceCollection services) => services.AddSingleton<QuotePace>();

    /// <summary>Maps the endpoint.</summary>
    public static IEndpointRouteBuilder MapOwnAttestation(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/v1/attestation", QuoteAsync);
        return endpoints;
    }

    private static async Task<IResult> QuoteAsync(
        HttpContext context, IOwnQuotes quotes, QuotePace pace, SigningKeys keys, NodeIdentity node)
    {
        if (!Nonce.TryParse(context.Request.Query["nonce"], out Nonce nonce))
        {
            return ProblemResult.InvalidField("nonce", "It must be 64 lowercase hex digits of the caller's choice.");
        }

        if (!quotes.Exist)
        {
            return ProblemResult.Of(StatusCodes.Status404NotFound, "no_quotes", "This control plane does not run in a TD, so nothing attests it.");
        }

        if (!pace.TryEnter())
        {
            context.Response.Headers.RetryAfter = "1";
            return ProblemResult.Of(StatusCodes.Status429TooManyRequests, "too_many_requests", "One quote is made at a time, and one a second.");
        }

        try
        {
            ServerBinding binding = new(
                context.Features.Get<ServerKeyFeature>()?.Sha256 ?? ChallengeBinding.NoKey, keys.Thumbprint, nonce.Value);
            byte[] reportData = binding.ReportData();
            if (await quotes.QuoteAsync(reportData, context.RequestAborted).ConfigureAwait(false) is not { } quote)
            {
                context.Response.Headers.RetryAfter = "10";
                return ProblemResult.Of(StatusCodes.Status503ServiceUnavailable, "quote_unavailable", "The host's quoting service gave no quote.");
            }

            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Json(
                new OwnAttestationAnswer
                {
                    Nonce = nonce.Value,
                    TlsSpki = binding.TlsSpki,
                    JwksThumbprint = binding.JwksThumbprint,
                    ReportData = Convert.ToHexStringLower(reportData),
                    Quote = quote.ToArray(),
                    Mode = node.Mode,
                },
                RestJson.Default.OwnAttestationAnswer);
        }
        finally
        {
            pace.Leave();
        }
    }
}
