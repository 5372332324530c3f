using EasyEnclave.Agent.Backend;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Control;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Agent.Tunnel;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Agent;

/// <summary>Runs an agent in this process.</summary>
public static class AgentHost
{
    /// <summary>Runs an agent until it is stopped; it reconnects by itself, and ends within about a second of the token.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="time">The clock behind its delays and deadlines.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="quotes">Where its quotes come from; null for what the options say. The caller's own is not disposed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The simulated platform's folder cannot be read.</exception>
    /// <exception cref="InvalidDataException">The simulated platform's folder holds no platform.</exception>
    public static Task RunAsync(
        AgentOptions options, TimeProvider time, ILoggerFactory loggers, IQuoteSource? quotes, CancellationToken cancellationToken) =>
        RunAsync(options, time, loggers, quotes, Jitter.Draw, cancellationToken);

    internal static async Task RunAsync(
        AgentOptions options, TimeProvider time, ILoggerFactory loggers, IQuoteSource? quotes, Func<double> jitter, CancellationToken cancellationToken)
    {
        IQuoteSource source = quotes ?? QuoteSources.Of(options, time);
        try
        {
            using AttestedTls? attested = AttestedTls.Of(options, source, time, loggers);
            using LocalForwarder forwarder = new(options, time);
            using Heartbeat heartbeat = new(options, time);
            Attestor attestor = new(options, ClaimsSource.Of(options), source);
            SessionParts parts = new(options, attestor, forwarder, heartbeat, time, loggers.CreateLogger<TunnelSession>());
            TunnelClient client = new(
                new TunnelDialer(options, time, attested: attested), parts, new ReconnectSchedule(options.ReconnectDelay, jitter), loggers.CreateLogger<TunnelClient>());
            await client.RunAsync(cancellationToken);
        }
        finally
        {
            if (quotes is null)
                (source as IDisposable)?.Dispose();
        }
    }
}
