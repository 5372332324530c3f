using System.Net;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Actors.Clock;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Checkpoints;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Doctor;
using EasyEnclave.Edge.Health;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Node.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>What makes this process one node of several: its membership, its certificate, its connections to the others, what they write.</summary>
internal sealed class ClusterNode : IClusterSight, IPeerProbe, IAsyncDisposable
{
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(2);

    private readonly IClusterStore _store;
    private readonly ILoggerFactory _loggers;
    private readonly StoreClock _clock;
    private readonly PeerIdentity _identity;
    private readonly IPEndPoint _listen;
    private readonly TimeProvider _time;
    private readonly Lock _renewing = new();
    private X509Certificate2 _certificate;
    private DateTimeOffset _renewAt;
    private TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SeatKeeper? _seat;

    private ClusterNode(ClusterOptions options, IClusterStore store, Member member, StoreClock clock, TimeProvider time, ILoggerFactory loggers)
    {
        _listen = options.Listen;
        _clock = clock;
        _store = store;
        _loggers = loggers;
        _time = time;
        Member = member;
        Authority = new ClusterAuthority(options.Secret);
        _identity = new PeerIdentity(member.Lease.Log, member.Lease.Incarnation);
        _certificate = Issue();
        Clients = new PeerClients(Authority, () => Certificate, time);
        member.Changed += Clients.Keep;
        member.Changed += _ => Interlocked.Exchange(ref _looked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>This node among the others.</summary>
    public Member Member { get; }

    /// <summary>The connections to them.</summary>
    public PeerClients Clients { get; }

    /// <summary>Who signs for them.</summary>
    public ClusterAuthority Authority { get; }

    /// <summary>Reads what they write; null until <see cref="Follow"/>.</summary>
    public ClusterFeed? Feed { get; private set; }

    /// <inheritdoc />
    public ClusterView Current => Member.Current;

    /// <inheritdoc />
    public Guid Incarnation => Member.Lease.Incarnation;

    /// <summary>This node's certificate; a new one each day.</summary>
    public X509Certificate2 Certificate
    {
        get
        {
            lock (_renewing)
            {
                if (_time.GetUtcNow() >= _renewAt)
                {
                    // The one before may be in a handshake: the collector takes it.
                    _certificate = Issue();
                }

                return _certificate;
            }
        }
    }

    /// <summary>Joins the cluster that the options name; null where they name none.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="store">The store, which is shared where they name one.</param>
    /// <param name="version">The program's version.</param>
    /// <param name="machine">The machine's own clock, which is held against the store's.</param>
    /// <param name="time">The clock that follows the store's.</param>
    /// <param name="logging">Where it is told who comes and goes.</param>
    /// <param name="cancellationToken">Gives up joining.</param>
    public static async ValueTask<ClusterNode?> JoinAsync(
        NodeOptions options,
        IStore store,
        string version,
        TimeProvider machine,
        TrustedTime time,
        Action<ILoggingBuilder> logging,
        CancellationToken cancellationToken)
    {
        if (options.Cluster is not { } cluster)
        {
            return null;
        }

        IClusterStore shared = (IClusterStore)store;
        ILoggerFactory loggers = LoggerFactory.Create(logging);
        NodeCard card = new(cluster.Advertise, cluster.Advertise, version);
        await SoleName.CheckAsync(shared, card.Node, machine, cancellationToken).ConfigureAwait(false);
        StoreClock clock = new(machine, time, loggers.CreateLogger<StoreClock>());
        Member member = await Member.JoinAsync(shared, card, time, loggers.CreateLogger<Member>(), clock, cancellationToken).ConfigureAwait(false);
        return new ClusterNode(cluster, shared, member, clock, time, loggers);
    }

    /// <summary>Shows who lives and how the others' agents are reached, before any row is shown.</summary>
    public void Show(AgentDirectory directory, NodeOptions options, BodyBudget budget)
    {
        directory.Join(Member.Lease.Log, new PeerTunnels(Clients, ReadFeedAsync, budget, ActorOptions.Tunnels(options)));
        directory.ShowMembers(Current);
        Member.Changed += directory.ShowMembers;
    }

    /// <summary>Shows what the others write from now on.</summary>
    /// <param name="start">The rows that are shown already.</param>
    /// <param name="directory">Where agents, apps and bans are shown.</param>
    /// <param name="nodes">Where registered nodes are shown.</param>
    /// <param name="sealing">Opens their tokens.</param>
    /// <param name="events">Whom to wake.</param>
    /// <param name="time">What is not before what others wrote.</param>
    public void Follow(
        StoreSnapshot start, AgentDirectory directory, NodeDirectory nodes, SealingKey sealing, EventFeed events, TrustedTime time) =>
        Feed = new ClusterFeed(
            _store, start, new FeedTargets(directory, node => nodes.Apply(node, sealing), events, time.NotBefore), _time, _loggers.CreateLogger<ClusterFeed>());

    /// <summary>Registers what the doors need of it.</summary>
    public void AddTo(IServiceCollection services)
    {
        // By factories the container would end them too early: others still ask while it goes.
        services.AddSingleton<IClusterSight>(this);
        services.AddSingleton(Clients);
        services.AddSingleton(_clock);
        services.AddSingleton<Forwarding>();
        services.AddSingleton(new MemberOrders(_store, _time));
        services.AddSingleton(Feed!);
        services.AddClusterChecks();
    }

    /// <summary>Takes part, now that this node listens: peers are asked, the ledger is held if nobody does, and a drain is obeyed.</summary>
    public void Serve(IServiceProvider services, TunnelDoor door)
    {
        NodeHealth health = services.GetRequiredService<NodeHealth>();
        Member.StateChanged += state =>
        {
            if (state == MemberState.Active)
            {
                health.Resume();
                door.Reopen();
            }
            else
            {
                health.Drain();
                _ = door.DrainAsync();
            }
        };
        _seat = new SeatKeeper(
            _store, services.GetRequiredService<LedgerWriter>(), Member.Lease, _time, _loggers.CreateLogger<SeatKeeper>(),
            services.GetRequiredService<LedgerCheckpoints>());
        Member.Serve(this, _seat);
    }

    /// <summary>Gives the ledger to others, after all that is queued was written.</summary>
    public async ValueTask GiveUpSeatAsync()
    {
        if (_seat is not null)
        {
            using CancellationTokenSource late = new(TimeSpan.FromSeconds(2), TimeProvider.System);
            await _seat.ReleaseAsync(late.Token).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The look under way may have begun before the question, the one after it has not.
            await Volatile.Read(ref _looked).Task.WaitAsync(CatchUpLimit, _time, cancellationToken).ConfigureAwait(false);
            await Volatile.Read(ref _looked).Task.WaitAsync(CatchUpLimit, _time, cancellationToken).ConfigureAwait(false);
            await ReadFeedAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The store does not answer: what is known has to do.
        }
    }

    /// <inheritdoc />
    public async ValueTask<bool> ReachesAsync(MemberRow peer, CancellationToken cancellationToken)
    {
        return await Clients.ProbeAsync(peer, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<bool> AnswersAsync(MemberRow self, CancellationToken cancellationToken)
    {
        IPAddress own = _listen.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : _listen.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : _listen.Address;
        return await Clients.ProbeAsync(self with { Address = new IPEndPoint(own, _listen.Port).ToString() }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Member.DisposeAsync().ConfigureAwait(false);
        if (Feed is not null)
        {
            await Feed.DisposeAsync().ConfigureAwait(false);
        }

        Clients.Dispose();
        Authority.Dispose();
        _loggers.Dispose();
    }

    private async ValueTask ReadFeedAsync(CancellationToken cancellationToken)
    {
        if (Feed is { } feed)
        {
            await feed.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private X509Certificate2 Issue()
    {
        DateTimeOffset now = _time.GetUtcNow();
        _renewAt = now + (ClusterAuthority.Lifetime / 2);
        return Authority.Issue(_identity, now);
    }
}
