using System.Collections.Concurrent;
using System.Net.WebSockets;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Tunnel;

/// <summary>The door of <c>GET /v1/tunnel</c>: lets agents in within bounds, and sends all away when this server goes.</summary>
public sealed class TunnelDoor
{
    private readonly AgentServices _services;
    private readonly TunnelOptions _options;
    private readonly TrustedProxies _trusted;
    private readonly StrangerGate _gate;
    private readonly BodyBudget _budget;
    private readonly ConcurrentDictionary<AgentActor, Task> _sessions = new();
    private volatile bool _draining;

    /// <summary>A door for these actors.</summary>
    public TunnelDoor(AgentServices services, TunnelOptions options, TrustedProxies trusted, BodyBudget budget)
    {
        _budget = budget;
        _services = services;
        _options = options;
        _trusted = trusted;
        _gate = new StrangerGate(services.Directory.KnownFrom);
    }

    /// <summary>Adds the endpoint.</summary>
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.Map("/v1/tunnel", AcceptAsync);

    /// <summary>Tells every agent to go elsewhere, waits for running requests, and closes.</summary>
    public async Task DrainAsync()
    {
        _draining = true;
        Task[] sessions = [.. _sessions.Values];
        foreach (AgentActor actor in _sessions.Keys)
        {
            actor.End(AgentEnding.Draining);
        }

        await Task.WhenAny(Task.WhenAll(sessions), Task.Delay(_options.DrainDeadline + _options.CloseDeadline, _services.Time)).ConfigureAwait(false);
    }

    /// <summary>Lets agents in again after a drain that was called off.</summary>
    public void Reopen() => _draining = false;

    private async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "websocket_required").ConfigureAwait(false);
            return;
        }

        ClientCertificate? certificate = ClientCertificate.Of(context.Connection.ClientCertificate);
        if (certificate is null && _options.RequireClientCertificate)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "client_certificate_required").ConfigureAwait(false);
            return;
        }

        ClientAddress address = ClientAddress.Of(context, _trusted);
        using StrangerGate.Ticket? ticket = _draining ? null : _gate.TryEnter(address.ClientPrefix, address.IsLoopback);
        if (ticket is null)
        {
            context.Response.Headers.RetryAfter = "10";
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, _draining ? "draining" : "too_many_tunnels").ConfigureAwait(false);
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = Limits.PingInterval,
            KeepAliveTimeout = Limits.PingInterval * 2,
        }).ConfigureAwait(false);
        await RunAsync(new AgentTunnel(socket, address, certificate, ServerKeys(context), _options, _services.Time), socket, ticket).ConfigureAwait(false);
    }

    private async Task RunAsync(AgentTunnel tunnel, WebSocket socket, StrangerGate.Ticket ticket)
    {
        AgentActor actor = new(tunnel, _services)
        {
            Registering = who => ticket.Registers(
                _services.Directory.Find(who.AgentId) is { } known && known.State.Prefix == tunnel.Prefix ? who.AgentId.Value : null),
            Entering = ticket.Dispose,
        };
        await using (actor.ConfigureAwait(false))
        {
            Task session = new TunnelSession(socket, tunnel, actor, _options, _budget, _services.Time).RunAsync();
            _sessions[actor] = session;
            try
            {
                if (_draining)
                {
                    actor.End(AgentEnding.Draining);
                }

                await session.ConfigureAwait(false);
            }
            finally
            {
                _sessions.TryRemove(actor, out _);
            }
        }
    }

    private IReadOnlyList<string> ServerKeys(HttpContext context) =>
        context.Features.Get<ServerKeyFeature>() is { } own ? [own.Sha256, .. _options.FrontKeys] : _options.FrontKeys;

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new Problem { Error = code, Title = "No tunnel", Status = status },
            RestJson.Default.Problem,
            "application/problem+json",
            context.RequestAborted);
    }
}
