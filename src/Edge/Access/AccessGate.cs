using System.Globalization;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Relay;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Access;

/// <summary>Lets a request to an endpoint that takes a token pass, or says why not.</summary>
internal sealed class AccessGate(AccessOptions options, NodeDirectory nodes, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    private readonly TokenCheck _tokens = new(options.Tokens);
    private readonly FailureLimit _failures = new(time);

    /// <summary>Checks connection, rate, token and role, in this order; null lets the request pass, with its <see cref="Caller"/> among the features.</summary>
    public ProblemResult? Check(HttpContext context, AccessRole role)
    {
        // 1 A token that came in the clear is not even looked at.
        if (!TlsRule.Allows(context, options))
        {
            return ProblemResult.Of(403, "tls_required", "This endpoint takes a token, and answers only over TLS or to this machine itself.");
        }

        // 2 Whoever guesses is slowed down; a peer asks for its clients, whom it has counted itself.
        string? prefix = context.Features.Get<PeerConnection>() is null ? ClientAddress.Of(context, options.TrustedProxies).ClientPrefix : null;
        if (prefix is not null && _failures.Wait(prefix) is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return ProblemResult.Of(429, "too_many_failures", "Too many wrong tokens came from this network.");
        }

        // 3 The token.
        if (!TryToken(context.Request.Headers.Authorization, out string? token))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"easyenclave\"";
            return ProblemResult.Of(401, "unauthorized", "This endpoint takes a bearer token.");
        }

        if ((_tokens.Find(token) ?? Node(token)) is not { } caller)
        {
            if (prefix is not null)
            {
                _failures.Failed(prefix);
            }

            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"easyenclave\", error=\"invalid_token\"";
            return ProblemResult.Of(401, "invalid_token", "The token is not one that is taken here.");
        }

        // 4 What it is for.
        if (caller.Role != AccessRole.Admin && caller.Role != role)
        {
            return ProblemResult.Of(403, "wrong_role", "The token is not for this endpoint.");
        }

        context.Features.Set(caller);
        return null;
    }

    private Caller? Node(string token) =>
        NodeToken.TryHash(token, out byte[]? hash) && nodes.FindByToken(hash, time.GetUtcNow()) is { } node ? Caller.Of(node) : null;

    private static bool TryToken(StringValues header, out string token)
    {
        string text = header.Count == 1 ? header.ToString() : string.Empty;
        bool bearer = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        token = bearer ? text[Scheme.Length..].Trim(' ') : string.Empty;
        return bearer && token.Length > 0;
    }
}
