using System.Reflection;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Clock;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Checkpoints;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Refusals;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Edge;
using EasyEnclave.Edge.Health;
using EasyEnclave.Edge.Own;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Edge.Signed;
using EasyEnclave.Edge.Telemetry;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Node.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>A whole control plane in this process: store, actors and doors, put together in one place.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    // A single node's log has one name for ever, so that a machine that is renamed goes on where it was.
    private const string Log = "node-1";

    // Ten polls of the feed, and a front's probe or two.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    // With the agents' time to move, within what a supervisor waits: 30 s.
    private static readonly TimeSpan LastRequests = TimeSpan.FromSeconds(10);
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly WebApplication _app;
    private readonly IStore _store;
    private readonly StoreWriter _writer;
    private readonly LedgerWriter _ledger;
    private readonly TunnelDoor _door;
    private readonly Housekeeping _housekeeping;
    private readonly Renewals _renewals;
    private readonly ClusterNode? _cluster;

    private ControlPlane(
        WebApplication app, IStore store, StoreWriter writer, TunnelDoor door, Housekeeping housekeeping, Renewals renewals, ClusterNode? cluster)
    {
        _cluster = cluster;
        _app = app;
        _store = store;
        _writer = writer;
        _ledger = app.Services.GetRequiredService<LedgerWriter>();
        _door = door;
        _housekeeping = housekeeping;
        _renewals = renewals;
        Uri[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(text => new Uri(text))];
        ControlUrl = addresses[0];
        ProxyUrl = addresses[1];
    }

    /// <summary>Where the control listener is.</summary>
    public Uri ControlUrl { get; }

    /// <summary>Where the proxy listener is.</summary>
    public Uri ProxyUrl { get; }

    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(ControlPlane).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Ends when this process must: its log was taken by another.</summary>
    public Task Fenced => Task.WhenAny(_writer.Fenced, _ledger.Fenced, _cluster?.Member.Fenced ?? _writer.Fenced);

    /// <summary>Ends when an operator told this node to leave the cluster.</summary>
    public Task LeaveAsked => _cluster?.Member.LeaveAsked ?? Never;

    private ServerIdentity Identity { get; init; } = null!;

    private Settling Settling { get; init; } = null!;

    /// <summary>The store, for the tests' eyes.</summary>
    internal IStore Store => _store;

    /// <summary>The read model, for the tests' eyes.</summary>
    internal AgentDirectory Directory => _app.Services.GetRequiredService<AgentDirectory>();

    /// <summary>Starts one, and returns when it listens.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="store">Opened; disposed with the control plane, also when the start fails.</param>
    /// <param name="clock">The machine's clock, believed as far as it is not behind what the store holds.</param>
    /// <param name="logging">Where logs go.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">A listener's address is in use.</exception>
    public static async Task<ControlPlane> StartAsync(
        NodeOptions options, IStore store, TimeProvider clock, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        WebApplication? app = null;
        ServerIdentity? identity = null;
        ClusterNode? cluster = null;
        try
        {
            options = options with { Networks = new LiveNetworks(Judging.Networks(options)) };
            string log = options.Cluster?.Advertise ?? Log;
            TrustedTime time = new(clock, await Sources.FloorAsync(store, log, cancellationToken).ConfigureAwait(false));
            identity = await ServerIdentity.StartAsync(options, time, logging, cancellationToken).ConfigureAwait(false);
            cluster = await ClusterNode.JoinAsync(options, store, Version, clock, time, logging, cancellationToken).ConfigureAwait(false);
            AgentDirectory directory = new(ActorOptions.Directory(options));
            EventFeed feed = new();
            BodyBudget budget = new();
            LogLease lease = cluster?.Member.Lease ?? await store.JoinAsync(log, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            LogLease? ledger = cluster is null
                ? await store.JoinAsync(ILedgerStore.Log, time.GetUtcNow(), cancellationToken).ConfigureAwait(false)
                : null;
            NodeDirectory nodes = new();
            WebApplicationBuilder builder = Builder(options, identity, cluster, time, logging);
            Register(builder.Services, options, log, store, time, directory, feed);
            builder.Services.AddSingleton(budget);
            builder.Services.AddDoctor(options, identity, time);
            SealingKey sealing = await builder.Services.AddSigningAsync(options, store, Version, cancellationToken).ConfigureAwait(false);
            StoreSnapshot rows = await store.LoadAsync(cancellationToken).ConfigureAwait(false);
            cluster?.Show(directory, options, budget);
            directory.Load(rows);
            nodes.Load(rows.Nodes, sealing);
            cluster?.Follow(rows, directory, nodes, sealing, feed, time);
            cluster?.AddTo(builder.Services);
            builder.Services.AddSingleton(provider => new StoreWatch(
                directory, provider.GetRequiredService<StoreWriter>(), options.StoreOutageLimit, time, provider.GetRequiredService<ILogger<StoreWatch>>()));
            Writers.AddTo(builder.Services, (store, lease, ledger), directory, feed, time, cluster?.Feed);
            builder.Services.AddSingleton(nodes);

            app = builder.Build();
            time.TellTo(app.Services.GetRequiredService<ILogger<TrustedTime>>());
            SigningKeys keys = await app.Services.OpenKeysAsync(time, cancellationToken).ConfigureAwait(false);
            AgentServices actors = ActorOptions.Agents(app.Services, options, time);
            TunnelDoor door = new(actors, ActorOptions.Tunnels(options), options.TrustedProxies, budget);
            Map(app, door, cluster is not null);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            cluster?.Serve(app.Services, door);
            app.Services.StartJudging();
            app.Services.GetRequiredService<Unbonder>();
            app.Services.GetRequiredService<CheckpointRounds>();
            app.Services.GetRequiredService<StoreWatch>();
            Settling settling = new(app.Services, options, time);
            Housekeeping housekeeping = new(store, actors, keys, options.Retention, app.Services.GetRequiredService<ILedgerSeat>());
            return new ControlPlane(app, store, actors.Writer, door, housekeeping, Renewals(app.Services, time), cluster)
            {
                Identity = identity,
                Settling = settling,
            };
        }
        catch
        {
            if (cluster is not null)
            {
                // Else the others take it for a live node until its silence has lasted.
                await cluster.Member.LeaveAsync().ConfigureAwait(false);
            }

            foreach (IAsyncDisposable part in new IAsyncDisposable?[] { app, cluster, identity, store }.OfType<IAsyncDisposable>())
            {
                await part.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Sends agents away, finishes what runs, and stops; takes seconds only when requests are running.</summary>
    public async Task StopAsync()
    {
        _cluster?.Member.BeginLeaving();
        _app.Services.GetRequiredService<NodeHealth>().Drain();
        await Settling.StopProbingAsync().ConfigureAwait(false);
        // Peers and fronts learn within moments that this node goes; until then it answers them, and says where its agents are no more.
        Task linger = _cluster is null ? Task.CompletedTask : Task.Delay(Linger, TimeProvider.System);
        await Task.WhenAll(_door.DrainAsync(), linger).ConfigureAwait(false);
        using CancellationTokenSource late = new(LastRequests, TimeProvider.System);
        await _app.StopAsync(late.Token).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Settling.DisposeAsync().ConfigureAwait(false);
        await _renewals.DisposeAsync().ConfigureAwait(false);
        await _housekeeping.DisposeAsync().ConfigureAwait(false);
        if (_cluster is not null)
        {
            await _cluster.GiveUpSeatAsync().ConfigureAwait(false);
        }

        await _ledger.DisposeAsync().ConfigureAwait(false);
        if (_cluster is null)
        {
            await _app.Services.GetRequiredService<LedgerCheckpoints>().SignAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await _writer.DisposeAsync().ConfigureAwait(false);
        if (_cluster is not null)
        {
            await _cluster.Member.LeaveAsync(_writer.CoveredTo).ConfigureAwait(false);
            await _cluster.DisposeAsync().ConfigureAwait(false);
        }

        await _app.DisposeAsync().ConfigureAwait(false);
        await Identity.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplicationBuilder Builder(
        NodeOptions options, ServerIdentity identity, ClusterNode? cluster, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        logging(builder.Logging);
        builder.Services.AddOwnAttestation().AddSingleton<IOwnQuotes>(services =>
            new EndpointQuotes(identity.Quotes, services.GetRequiredService<ILogger<EndpointQuotes>>()));
        builder.WebHost.ConfigureKestrel(kestrel => Listeners.Add(kestrel, options, identity, cluster, time));
        if (identity.Control is not null || identity.Proxy is not null || cluster is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        return builder;
    }

    private static void Register(
        IServiceCollection services, NodeOptions options, string log, IStore store, TrustedTime time, AgentDirectory directory, EventFeed feed)
    {
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(store);
        services.AddSingleton(directory);
        services.AddSingleton(feed);
        services.AddSingleton(new RefusalLog(time));
        services.AddSingleton<Instruments>();
        services.AddSources(options, time);
        services.AddJudging(options, store, directory, time);
        services.AddSingleton(EdgeOptions.Proxy(options));
        services.AddSingleton<ProxyExchange>();
        services.AddSingleton(new NodeRules(options.UnbondDelay));
        services.AddSingleton(Composition.Settling.Rules(options));
        services.AddSingleton<Unbonder>();
        services.AddControlApi(EdgeOptions.Control(options, Version, log));
    }

    private static Renewals Renewals(IServiceProvider services, TimeProvider time) => new(
        [services.GetRequiredService<ICollateralSource>(), services.GetRequiredService<IAllowlistSource>()],
        time,
        services.GetRequiredService<ILogger<Renewals>>());

    // The proxy listener's branch comes first and answers everything on its connections: tenants' requests never meet another endpoint. Peers
    // meet only what they may send on.
    private static void Map(WebApplication app, TunnelDoor door, bool cluster)
    {
        app.UseProxyListener();
        if (cluster)
        {
            app.UseRelayListener();
        }

        app.UseControlProblems();
        app.UseWebSockets();
        app.UseRouting();
        app.UseForwardGuard();
        app.MapControlApi();
        app.MapSigned();
        app.MapOwnAttestation();
        app.MapProxyCall();
        door.Map(app);
    }
}
