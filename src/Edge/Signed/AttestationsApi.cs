using System.Buffers;
using System.Globalization;
using EasyEnclave.Actors.Results;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Signed;

/// <summary><c>GET /v1/attestations/{agent}</c>: what is known of an agent, signed.</summary>
internal static class AttestationsApi
{
    /// <summary>RFC 9782.</summary>
    public const string MediaType = "application/eat+jwt";

    private static readonly SearchValues<char> NonceCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static async Task<IResult> ShowAsync(HttpContext context, string agent, ResultIssuer issuer, RequestPace pace)
    {
        if (!TryQuery(context.Request.Query, out string? nonce, out bool evidence, out ProblemResult? problem))
        {
            return problem!;
        }

        if (pace.Wait(context) is { } wait)
        {
            return Limited(context, wait);
        }

        if (!AgentId.TryParse(agent, out AgentId id))
        {
            return Unknown();
        }

        try
        {
            return Answer(context, await issuer.IssueAsync(id, nonce, evidence, context.RequestAborted).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: its faults are its own log's; whoever asks may come again.
            context.Response.Headers.RetryAfter = "1";
            return ProblemResult.Of(503, "store_unavailable");
        }
    }

    /// <summary>The answer to one who asks too often.</summary>
    public static ProblemResult Limited(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return ProblemResult.Of(429, "too_many_requests", "Signed answers are asked for too fast, from this network or by all.");
    }

    private static IResult Answer(HttpContext context, ResultAnswer answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return answer switch
        {
            ResultAnswer.Issued { Envelope: { Evidence: null } alone } => TypedResults.Text(alone.Token, MediaType),
            ResultAnswer.Issued whole => TypedResults.Bytes(whole.Envelope.ToDocument(), "application/json"),
            ResultAnswer.Banned => ProblemResult.Of(403, "agent_banned", "The agent is banned, or its node, key, platform, repository, release or measurement."),
            ResultAnswer.None none => ProblemResult.Of(409, none.Code, none.Detail),
            _ => Unknown(),
        };
    }

    private static ProblemResult Unknown() => ProblemResult.Of(404, "unknown_agent", "No agent of this name ever attested here.");

    private static bool TryQuery(IQueryCollection query, out string? nonce, out bool evidence, out ProblemResult? problem)
    {
        StringValues nonces = query["nonce"];
        StringValues wanted = query["evidence"];
        nonce = nonces.Count == 0 ? null : nonces[0];
        evidence = wanted == "true";
        problem = nonces.Count > 1 || (nonce is not null && !IsNonce(nonce))
            ? ProblemResult.InvalidField("nonce", $"8 to 64 bytes in base64url or hex: {Limits.ResultNonceLengthMin} to {Limits.ResultNonceLength} characters of A-Z a-z 0-9 - _.")
            : wanted.Count > 1 || (wanted.Count == 1 && wanted != "true" && wanted != "false")
                ? ProblemResult.InvalidField("evidence", "true or false.")
                : null;
        return problem is null;
    }

    private static bool IsNonce(string text) =>
        text.Length is >= Limits.ResultNonceLengthMin and <= Limits.ResultNonceLength && !text.AsSpan().ContainsAnyExcept(NonceCharacters);
}
