using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Edge;

/// <summary>Directory, store, writer and feed put together as the server does, with agents that appear at a word.</summary>
internal sealed class Estate : IAsyncDisposable
{
    public static readonly TimeSpan AttestationLifetime = TimeSpan.FromMinutes(61);
    public static readonly TimeSpan RegistrationLifetime = TimeSpan.FromDays(30);
    public static readonly TimeSpan RegistrationWarning = TimeSpan.FromDays(3);

    private Estate(MemoryStore store, LogLease lease, LogLease books)
    {
        Ledger = new LedgerWriter(store, books, Time, NullLogger<LedgerWriter>.Instance, Feed);
        Store = store;
        Directory = new AgentDirectory(new DirectoryRules
        {
            AttestationLifetime = AttestationLifetime,
            RegistrationLifetime = RegistrationLifetime,
            RegistrationWarning = RegistrationWarning,
            TrustRoots = new HashSet<string>(StringComparer.Ordinal) { "intel" },
        });
        Writer = new StoreWriter(
            store,
            lease,
            entry =>
            {
                Directory.Apply(entry);
                Feed.Committed(entry);
            },
            Time,
            NullLogger<StoreWriter>.Instance);
    }

    public ManualTime Time { get; } = new();

    public MemoryStore Store { get; }

    public AgentDirectory Directory { get; }

    public EventFeed Feed { get; } = new();

    public StoreWriter Writer { get; }

    public LedgerWriter Ledger { get; }

    public NodeDirectory Nodes { get; } = new();

    public SealingKey Key { get; } = new(new byte[SealingKey.Length]);

    public NodeRules Rules { get; } = NodeRules.Default;

    public static async Task<Estate> StartAsync()
    {
        MemoryStore store = new();
        DateTimeOffset now = new ManualTime().Now;
        return new Estate(
            store,
            await store.JoinAsync("node-1", now, CancellationToken.None),
            await store.JoinAsync(ILedgerStore.Log, now, CancellationToken.None));
    }

    /// <summary>What an attestation of an agent proves; each agent stands on a platform of its own.</summary>
    public AttestationFacts Facts(string agent) => new()
    {
        At = Time.Now,
        ReleaseTag = ReleaseTag.Parse("v1.0.0"),
        Node = NodeId.Parse("node-of-" + agent),
        TrustRoot = "intel",
        Platform = Digest(agent, 32),
        Fmspc = "00806F050000",
        TcbStatus = "UpToDate",
        Advisories = [],
        TcbDate = null,
        Sealed = true,
        Freshness = "nonce",
        Measurement = Digest("v1.0.0", 64),
        AllowlistSha256 = Digest("allowlist", 64),
        QuoteSha256 = Digest("quote", 64),
        CollateralUntil = Time.Now + TimeSpan.FromDays(30),
        ClientKey = null,
    };

    /// <summary>Lets an agent attest and connect.</summary>
    public async Task<RecordingInbox> AttestAsync(
        string app, string agent, Approval approval = Approval.Approved, Func<AttestationFacts, AttestationFacts>? facts = null)
    {
        AppName name = AppName.Parse(app);
        AgentId id = AgentId.Parse(agent);
        AttestationFacts proved = (facts ?? (same => same))(Facts(agent));
        AppState? bound = Directory.Find(name)?.State;
        AppDecision claim = AppDecider.Decide(bound, new AppCommand.Claim(
            name, RepoName.Parse("acme/" + app), NetworkName.Forge1, proved.TrustRoot, agent, bound?.Phase == AppPhase.Bound, Time.Now));
        Assert.Null(claim.Refusal);
        AppState after = claim.Event is { } happened ? AppDecider.Evolve(bound, happened) : bound!;
        AgentState? known = Directory.Find(id)?.State;
        AgentEvent.Attested attested = new()
        {
            Agent = id,
            App = name,
            Binding = after.Binding,
            Repo = after.Repo,
            Network = after.Network,
            Approval = approval,
            Facts = proved,
            Prefix = "192.0.2.0/24",
            Log = "node-1",
            Epoch = (known?.Epoch ?? 0) + 1,
        };
        AgentState state = AgentDecider.Evolve(known, attested);
        List<RowChange> changes =
        [
            new RowChange.PutApp(after, bound?.Version ?? 0),
            new RowChange.PutAgent(state, known?.Epoch ?? 0, known?.Version ?? 0),
            new RowChange.OpenSession(id, state.Epoch, Time.Now),
        ];
        List<NewEvent> events = [new(EntityName.Of(id), state.Version, Time.Now, "agent", attested)];
        if (claim.Event is { } binding)
            events.Insert(0, new NewEvent(EntityName.Of(name), after.Version, Time.Now, "agent", binding));
        Assert.Equal(WriteOutcome.Committed, await Writer.WriteAsync(new WriteEntry(changes, events)));

        RecordingInbox inbox = new();
        Assert.True(Directory.Attach(id, new LiveTunnel(state.Epoch, new SilentTunnel(), inbox), Time.Now + TimeSpan.FromHours(1), Time.Now));
        return inbox;
    }

    public void SayHealth(string agent, HealthStatus health)
    {
        AgentId id = AgentId.Parse(agent);
        Directory.SetHealth(id, Directory.Find(id)!.State.Epoch, health, Time.Now);
    }

    public void Detach(string agent)
    {
        AgentId id = AgentId.Parse(agent);
        Directory.Detach(id, Directory.Find(id)!.State.Epoch);
    }

    public async Task<IReadOnlyList<StoredEvent>> EventsAsync() =>
        await Store.ReadEventsAsync(new EventQuery("node-1", 0, 1000, null), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Writer.DisposeAsync();
        await Store.DisposeAsync();
    }

    private static string Digest(string text, int length) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..length];
}
