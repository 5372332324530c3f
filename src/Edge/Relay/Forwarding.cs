using System.Collections.Concurrent;
using System.Net.Http.Headers;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Relay;

/// <summary>Sends a call on to the node that serves it, with the caller's own token, which that node checks again.</summary>
/// <remarks>A call is sent on once: one that came from a peer is served here or not at all, so none goes in circles.</remarks>
public sealed partial class Forwarding(IClusterSight sight, AgentDirectory directory, PeerClients clients, TimeProvider time, ILogger<Forwarding> logger)
{
    // What the endpoints read; nothing else of a request crosses.
    private static readonly string[] Sent = ["Authorization", "Accept", "Idempotency-Key", "traceparent"];
    private static readonly string[] Answered = ["Cache-Control", "Idempotent-Replayed", "Location", "Retry-After", "WWW-Authenticate"];

    // One for each node that ever served anything: their names are the members'.
    private readonly ConcurrentDictionary<string, FaultSpell> _unreached = new(StringComparer.Ordinal);

    /// <summary>Answers what another node serves; null where this one does.</summary>
    internal async ValueTask<IResult?> ElsewhereAsync(HttpContext context, ForwardedTo where)
    {
        MemberRow? peer = Peer(context, where, out bool here);
        if (here)
        {
            return null;
        }

        bool sentOn = context.Features.Get<PeerConnection>() is not null;
        if (peer is null && !sentOn)
        {
            // Somebody may have taken the seat since we looked, or be about to.
            await sight.CatchUpAsync(context.RequestAborted).ConfigureAwait(false);
            peer = Peer(context, where, out here);
            if (here)
            {
                return null;
            }
        }

        if (peer is null || sentOn)
        {
            return Later(context, "no node serves this now");
        }

        try
        {
            HttpResponseMessage answer = await SendAsync(context, peer).ConfigureAwait(false);
            if (_unreached.TryGetValue(peer.Node, out FaultSpell? spell) && spell.Succeeded() is { Turn: FaultTurn.Ended } over)
            {
                LogReached(peer.Node, over.Failures, over.Seconds);
            }

            if (!answer.Headers.Contains(RelayResult.Header))
            {
                return new PeerAnswer(answer);
            }

            // It does not know this node yet: it joined a moment ago.
            answer.Dispose();
            return Later(context, "the node that serves this does not know this one yet");
        }
        catch (Exception broken) when (!context.RequestAborted.IsCancellationRequested
            && broken is HttpRequestException or IOException or OperationCanceledException)
        {
            TellUnreached(broken, peer.Node, context.Request);
            return Later(context, "the node that serves this could not be reached");
        }
    }

    // While the ledger's holder is away every order fails by the same fault.
    private void TellUnreached(Exception broken, string node, HttpRequest request)
    {
        FaultNews news = _unreached.GetOrAdd(node, _ => new FaultSpell(time)).Failed();
        if (news.Turn == FaultTurn.Began)
        {
            LogUnreached(node, request.Method, request.Path, FaultSpell.Line(broken));
        }
        else if (news.Turn == FaultTurn.Lasts)
        {
            LogStaysUnreached(node, news.Failures, news.Seconds, FaultSpell.Line(broken));
        }
    }

    private MemberRow? Peer(HttpContext context, ForwardedTo where, out bool here)
    {
        ClusterView view = sight.Current;
        MemberRow? peer;
        if (where == ForwardedTo.LedgerHolder)
        {
            peer = view.Holder;
        }
        else
        {
            AgentEntry? agent = AgentId.TryParse(context.Request.RouteValues["id"] as string, out AgentId id) ? directory.Find(id) : null;
            peer = agent is { Connected: true } ? view.Find(agent.State.Log) : null;
            if (peer is null)
            {
                here = true; // what is not connected every node can say
                return null;
            }
        }

        here = peer?.Incarnation == sight.Incarnation;
        return peer;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContext context, MemberRow peer)
    {
        HttpRequest request = context.Request;

        // The listener's own cap is that of small bodies; only who has passed the gate comes here.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } cap && cap.MaxRequestBodySize < Limits.MoneyBodyBytes)
        {
            cap.MaxRequestBodySize = Limits.MoneyBodyBytes;
        }

        StreamContent? body = null;
        if (request.ContentLength is > 0 || (request.ContentLength is null && !HttpMethods.IsGet(request.Method)))
        {
            body = new StreamContent(request.Body);
            body.Headers.ContentLength = request.ContentLength;
            if (MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
            {
                body.Headers.ContentType = type;
            }
        }

        return await clients.SendAsync(
            peer,
            HttpMethod.Parse(request.Method),
            Target(context),
            body,
            message =>
            {
                foreach (string name in Sent)
                {
                    if (request.Headers.TryGetValue(name, out StringValues value))
                    {
                        message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
                    }
                }
            },
            context.RequestAborted).ConfigureAwait(false);
    }

    // The target as the client sent it, so that the peer's server reads it just as this one did.
    internal static string Target(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] raw
            ? raw
            : UriHelper.BuildRelative(default, context.Request.Path, context.Request.QueryString);

    private static ProblemResult Later(HttpContext context, string why)
    {
        context.Response.Headers.RetryAfter = "1";
        return ProblemResult.Of(503, "unavailable", $"Try again: {why}.");
    }

    private sealed class PeerAnswer(HttpResponseMessage message) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            using HttpResponseMessage answer = message;
            HttpResponse response = httpContext.Response;
            response.StatusCode = (int)answer.StatusCode;
            response.ContentType = answer.Content.Headers.ContentType?.ToString();
            response.ContentLength = answer.Content.Headers.ContentLength;
            foreach (string name in Answered)
            {
                if (answer.Headers.TryGetValues(name, out IEnumerable<string>? values))
                {
                    response.Headers[name] = values.ToArray();
                }
            }

            await answer.Content.CopyToAsync(response.Body, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
