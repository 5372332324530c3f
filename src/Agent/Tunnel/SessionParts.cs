using EasyEnclave.Agent.Backend;
using EasyEnclave.Agent.Options;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>What every tunnel of one agent works with.</summary>
internal sealed record SessionParts(
    AgentOptions Options, Attestor Attestor, LocalForwarder Forwarder, Heartbeat Heartbeat, TimeProvider Time, ILogger<TunnelSession> Logger);
