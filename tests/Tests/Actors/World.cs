using System.Collections.Concurrent;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Refusals;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors;

/// <summary>Everything an actor works with, real but for the store, the clock and what is upstream.</summary>
internal sealed class World : IAsyncDisposable, ICollateralSource, IAllowlistSource
{
    public static readonly SimulatedPlatform Platform = SimulatedPlatform.FromSeed(11, Cast.T0);
    public static readonly SimulatedTd Td = SimulatedTd.From("hello");
    public static readonly Claims Claims = SimulatedRelease.Claims("hello", isSealed: true);

    private static readonly VerificationCache Cache = new();
    private readonly SimulatedCollateralSource _collateral;

    private World(
        MemoryStore store,
        LogLease lease,
        bool joinOpen = false,
        Action<Dictionary<string, NetworkPolicy>>? change = null,
        ManualTime? time = null,
        StoreSnapshot? start = null,
        bool failsClosed = false)
    {
        Store = store;
        Time = time ?? new ManualTime(Cast.T0);
        _collateral = new SimulatedCollateralSource(Platform, Time);
        Directory = new AgentDirectory(Cast.Rules with { TrustRoots = new HashSet<string>(StringComparer.Ordinal) { TrustRoot.DevelopmentName }, FailsClosed = _ => failsClosed });
        if (start is not null)
        {
            Directory.Join(lease.Log, Peers);
            Directory.Load(start);
            FeedTargets targets = new(Directory, Nodes.Enqueue, Events, instant => NotBefore = instant);
            Feed = new ClusterFeed(store, start, targets, Time, new Logger<ClusterFeed>(Logs));
        }

        Writer = new StoreWriter(store, lease, Directory.Apply, Time, NullLogger<StoreWriter>.Instance) { ReadModel = Feed };
        Refusals = new RefusalLog(Time);
        HashSet<string> development = new(StringComparer.Ordinal) { TrustRoot.DevelopmentName };
        Dictionary<string, NetworkPolicy> networks = new(StringComparer.Ordinal)
        {
            ["sandbox-1"] = NetworkPolicy.Sandbox1(development: true),
            ["forge-1"] = NetworkPolicy.Forge1 with { TrustRoots = development },
            ["hardware-1"] = NetworkPolicy.Forge1,
        };
        change?.Invoke(networks);
        ProverOptions options = new()
        {
            Networks = networks,
            Anchors = [new TrustAnchor(new QuoteVerifier(Platform.TrustRoot, Cache), this)],
            Development = true,
        };
        Prover = new Prover(options, this, new VerificationQueue(2), Time);
        Reappraiser = Prover.ReappraiserOver(store);
        Services = new AgentServices(Cast.Times, joinOpen, Directory, Writer, Prover, Reappraiser, Refusals, Time, NullLogger<AgentActor>.Instance);
    }

    public ManualTime Time { get; }

    /// <summary>What other nodes write, in a cluster; null for a node that is alone.</summary>
    public ClusterFeed? Feed { get; }

    public EventFeed Events { get; } = new();

    public RecordedLogs Logs { get; } = new();

    /// <summary>The rows of registered nodes that the feed brought.</summary>
    public ConcurrentQueue<NodeState> Nodes { get; } = new();

    /// <summary>The latest instant that the feed brought.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>The ways to agents at other nodes that were asked for.</summary>
    public ScriptedPeers Peers { get; } = new();

    public MemoryStore Store { get; }

    public AgentDirectory Directory { get; }

    public StoreWriter Writer { get; }

    public RefusalLog Refusals { get; }

    public Prover Prover { get; }

    public Reappraiser Reappraiser { get; }

    public AgentServices Services { get; set; }

    /// <summary>What was asked upstream, in order.</summary>
    public ConcurrentQueue<string> Fetched { get; } = new();

    /// <summary>What the releases publish; null for a source that cannot be reached.</summary>
    public Func<string, AllowlistFetch> Releases { get; set; } = static tag => new AllowlistFetch.Found(List(tag), "test");

    /// <summary>Runs before an allowlist is given out: a test can hold or break the source.</summary>
    public Func<CancellationToken, ValueTask>? BeforeAllowlist { get; set; }

    public bool CollateralDown { get; set; }

    /// <summary>What is served in place of the platform's own collateral.</summary>
    public Func<CollateralBundle?>? CollateralNow { get; set; }

    public static async Task<World> StartAsync(bool joinOpen = false, Action<Dictionary<string, NetworkPolicy>>? networks = null, bool failsClosed = false)
    {
        MemoryStore store = new();
        return new World(store, await store.JoinAsync("node-1", Cast.T0, CancellationToken.None), joinOpen, networks, failsClosed: failsClosed);
    }

    /// <summary>A node of a cluster, over a connection of its own to the store; it knows the members of this moment.</summary>
    public static async Task<World> JoinAsync(MemoryStore shared, string node, ManualTime time)
    {
        MemoryStore store = shared.Beside();
        LogLease lease = await store.JoinNodeAsync(new NodeCard(node, node + ":9000", "1.0.0"), time.Now, CancellationToken.None);
        World world = new(store, lease, time: time, start: await store.LoadAsync(CancellationToken.None));
        await world.ShowMembersAsync();
        return world;
    }

    /// <summary>Shows this node who there is now.</summary>
    public async Task ShowMembersAsync() => Directory.ShowMembers(await Store.ReadClusterAsync(CancellationToken.None));

    public static byte[] List(string tag) => SimulatedRelease.Allowlist(Td, Claims, tag, Cast.T0);

    ValueTask<CollateralBundle?> ICollateralSource.FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken)
    {
        Fetched.Enqueue("collateral");
        if (CollateralNow is { } now)
        {
            return ValueTask.FromResult(now());
        }

        return CollateralDown ? ValueTask.FromResult<CollateralBundle?>(null) : _collateral.FetchAsync(fmspc, ca, cancellationToken);
    }

    async ValueTask<AllowlistFetch> IAllowlistSource.FetchAsync(string repo, string releaseTag, CancellationToken cancellationToken)
    {
        Fetched.Enqueue("allowlist");
        if (BeforeAllowlist is { } before)
        {
            await before(cancellationToken);
        }

        return Releases(releaseTag);
    }

    public Task<WriteOutcome> BanAsync(BanTarget target) =>
        Writer.WriteAsync(WriteEntry.Of(new RowChange.PutBan(new Ban(target, Time.Now, "alice", "")))).AsTask();

    public async Task<SessionRow> SessionAsync(string agent, long epoch) =>
        (await Store.ReadSessionsAsync(EasyEnclave.Protocol.Ids.AgentId.Parse(agent), CancellationToken.None)).Single(row => row.Epoch == epoch);

    public AgentEntry? Find(string agent) => Directory.Find(EasyEnclave.Protocol.Ids.AgentId.Parse(agent));

    public async ValueTask DisposeAsync()
    {
        await (Feed?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Writer.DisposeAsync();
        Reappraiser.Dispose();
        await Store.DisposeAsync();
    }
}
