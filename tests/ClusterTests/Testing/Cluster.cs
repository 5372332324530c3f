using System.Text.Json;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Upstream.Allowlists;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>Nodes that are processes, on a database of their own, with wires between them that a test can cut.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const string Token = "a-token-of-the-cluster-tests";

    /// <summary>Without these none of it runs.</summary>
    public const string Database = PostgresServer.Program;

    // A folder in which everything stays that the nodes said; unset, it goes with them.
    private const string LogsVariable = "TESTS_CLUSTER_LOGS";

    /// <summary>The key of a TLS front that is not there: quotes are bound to it where a node is told of it, as sealed networks want.</summary>
    public static readonly string FrontKey = new('a', 64);

    private readonly List<TestNode> _nodes = [];
    private readonly List<FakeAgent> _agents = [];
    private readonly Cluster? _like;

    private Cluster(PostgresServer server, string database, string folder, IReadOnlyDictionary<string, string> more, Cluster? like)
    {
        _like = like;
        Server = server;
        DatabaseName = database;
        Folder = folder;
        if (like is null)
            SimulatedPlatform.FromSeed(2026, TimeProvider.System.GetUtcNow()).Save(folder);
        Platform = SimulatedPlatform.Load(folder);
        Publish(new AgentScript());
        File.WriteAllText(Path.Combine(folder, "networks.json"), """
            {"version":"1","networks":[{"name":"sealed-1","sealed":true,"trust_roots":["development"],"pinned_registers":["mrtd"],"tcb_statuses":["UpToDate"]}]}
            """);
        Variables = new Dictionary<string, string>
        {
            ["EE_KEY_FILE"] = Path.Combine(folder, "cluster.key"),
            ["EE_CLUSTER_SECRET"] = "a secret that only these nodes know, and the tests",
            ["EE_DEV_PLATFORM"] = folder,
            ["EE_ALLOWLIST_DIR"] = Allowlists,
            ["EE_DEV_ALLOW_REMOTE"] = "true",
            ["EE_ADMIN_TOKEN"] = Token,
            ["EE_NETWORKS_FILE"] = Path.Combine(folder, "networks.json"),
            ["EE_DB_OUTAGE_LIMIT_SEC"] = "5",
            ["EE_DISPUTE_WINDOW_SEC"] = "3600",
            ["EE_SETTLEMENT_GRACE_SEC"] = "0",
            ["EE_UNBOND_DELAY_SEC"] = "3600",
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_gcServer"] = "0",
        };
        foreach ((string name, string value) in more)
            Variables[name] = value;
        Balancer = new Balancer(() => _nodes, node => node.ControlUrl.Port);
        ProxyBalancer = new Balancer(() => _nodes, node => node.ProxyUrl.Port);
    }

    public PostgresServer Server { get; }

    public string DatabaseName { get; }

    /// <summary>What all nodes are started with.</summary>
    public Dictionary<string, string> Variables { get; }

    public string Folder { get; }

    public string Allowlists => Path.Combine(Folder, "allowlists");

    public SimulatedPlatform Platform { get; }

    /// <summary>In front of all nodes' control listeners.</summary>
    public Balancer Balancer { get; }

    /// <summary>In front of all nodes' proxy listeners.</summary>
    public Balancer ProxyBalancer { get; }

    public IReadOnlyList<TestNode> Nodes => _nodes;

    /// <summary>Where agents dial that take any node.</summary>
    public Uri TunnelUrl => TunnelOf(Balancer.Port);

    /// <summary>Where agents dial that take this node alone.</summary>
    public static Uri TunnelOf(TestNode node) => TunnelOf(node.ControlUrl.Port);

    public static Uri TunnelOf(int port) => new($"ws://127.0.0.1:{port}/v1/tunnel");

    /// <summary>Starts some nodes on an empty database.</summary>
    /// <param name="server">The server.</param>
    /// <param name="nodes">How many.</param>
    /// <param name="more">Variables of theirs.</param>
    /// <param name="like">Whose platform, keys and secret they have; null for their own.</param>
    /// <param name="database">One that is there already; null for an empty one.</param>
    public static async Task<Cluster> StartAsync(
        PostgresServer server, int nodes, IReadOnlyDictionary<string, string>? more = null, Cluster? like = null, string? database = null)
    {
        Cluster cluster = new(
            server,
            database ?? await server.CreateAsync(),
            like?.Folder ?? Directory.CreateTempSubdirectory("ee-cluster-").FullName,
            more ?? new Dictionary<string, string>(),
            like);
        try
        {
            for (int i = 0; i < nodes; i++)
                cluster.Add();
            await cluster.WholeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a place in which nothing runs yet.</summary>
    public TestNode Add()
    {
        TestNode node = new(Server.Port, port => Server.Url(DatabaseName, port), Variables);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Ends a place for good.</summary>
    public async Task RemoveAsync(TestNode node)
    {
        _nodes.Remove(node);
        await node.DisposeAsync();
    }

    /// <summary>Mends all wires, starts what does not run, and waits until every node serves and knows the others.</summary>
    public async Task WholeAsync()
    {
        foreach (TestNode node in _nodes)
        {
            node.Database.Cuts = null;
            node.Database.Mend();
            node.Peers.Mend();
            if (node.Runs)
                await node.SignalAsync("CONT");
            else
                await node.StartAsync();
        }

        foreach (TestNode node in _nodes)
            await node.ReadyAsync();
        foreach (TestNode node in _nodes)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    JsonElement[] members = [.. (await MembersAsync(node)).Where(member => member.GetProperty("state").GetString() == "active")];
                    return members.Length == _nodes.Count
                        && members.Count(member => member.GetProperty("holds_ledger").GetBoolean()) == 1
                        && members.All(member => member.GetProperty("reaches").GetInt32() == _nodes.Count - 1);
                },
                () => Told());
        }
    }

    /// <summary>What all nodes said, for a failure's text.</summary>
    public string Told() => string.Join('\n', _nodes.Select(node => $"--- {node.Name}\n{Last(node.Told)}"));

    /// <summary>The members as a node sees them.</summary>
    public static async Task<JsonElement[]> MembersAsync(TestNode node) =>
        [.. (await node.GetAsync("/v1/cluster")).GetProperty("members").EnumerateArray()];

    /// <summary>What a node says of another.</summary>
    public static async Task<JsonElement> MemberAsync(TestNode asked, TestNode of) =>
        (await MembersAsync(asked)).Single(member => member.GetProperty("node").GetString() == of.Name);

    /// <summary>Waits until one of these sees that another is in a state.</summary>
    public static Task SeesAsync(TestNode asked, TestNode of, string state)
    {
        string? seen = null;
        return Eventually.TrueAsync(async () => (seen = (await MemberAsync(asked, of)).GetProperty("state").GetString()) == state, () => seen);
    }

    /// <summary>Who holds the ledger.</summary>
    public async Task<TestNode> HolderAsync()
    {
        TestNode? holder = null;
        await Eventually.TrueAsync(async () =>
        {
            string? name = (await Server.ReadAsync(DatabaseName, """
                SELECT n.name FROM log l JOIN log n ON n.kind = 'node' AND n.incarnation = l.holder AND n.state <> 'dead' WHERE l.kind = 'ledger'
                """)) as string;
            return (holder = _nodes.SingleOrDefault(node => node.Name == name)) is not null;
        });
        return holder!;
    }

    /// <summary>Reads one number from the database.</summary>
    public async Task<long> NumberAsync(string sql) => (await Server.ReadAsync(DatabaseName, sql)) switch
    {
        long number => number,
        int number => number,
        decimal number => (long)number,
        var other => throw new InvalidOperationException($"{sql}: {other ?? "null"}"),
    };

    /// <summary>Makes an agent's release known.</summary>
    public void Publish(AgentScript who) =>
        Publish(who.Repo, who.Tag, SimulatedRelease.Allowlist(who.Td, who.Claims, who.Tag, TimeProvider.System.GetUtcNow()));

    /// <summary>Makes a release known.</summary>
    public void Publish(string repo, string tag, byte[] list)
    {
        string file = Path.Combine(Allowlists, AllowlistDirectory.FileOf(repo, tag));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, list);
    }

    /// <summary>Opens a tunnel of an agent in the test's hands.</summary>
    public async Task<FakeAgent> ConnectAsync(Uri url, AgentScript who, bool front = false)
    {
        FakeAgent agent = await FakeAgent.ConnectAsync(url, Platform, who, serverKey: front ? () => FrontKey : null);
        _agents.Add(agent);
        return agent;
    }

    /// <summary>Connects an agent to a node, sees it attested there, and has it serve.</summary>
    public async Task<FakeAgent> AttestAsync(TestNode node, AgentScript who, bool front = false)
    {
        FakeAgent agent = await ConnectAsync(TunnelOf(node), who, front);
        JsonElement status = await agent.AttestAsync();
        Assert.Equal("attested", status.GetProperty("reason").GetString());
        agent.Automatic = true;
        return agent;
    }

    /// <summary>The incarnation of every node that lives, by name, as the store has it.</summary>
    public async Task<IReadOnlyDictionary<string, string>> IncarnationsAsync()
    {
        Dictionary<string, string> incarnations = [];
        await using Npgsql.NpgsqlConnection connection = await Server.ConnectAsync(DatabaseName);
        await using Npgsql.NpgsqlCommand read = new("SELECT name, incarnation FROM log WHERE kind = 'node' AND state <> 'dead'", connection);
        await using Npgsql.NpgsqlDataReader row = await read.ExecuteReaderAsync();
        while (await row.ReadAsync())
            incarnations.Add(row.GetString(0), row.GetString(1));
        return incarnations;
    }

    /// <summary>Waits until every node that runs serves an app.</summary>
    public async Task ServedAsync(string app)
    {
        foreach (TestNode node in _nodes.Where(node => node.Runs))
            await node.ServesAsync(app);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FakeAgent agent in _agents)
            await agent.DisposeAsync();
        await Balancer.DisposeAsync();
        await ProxyBalancer.DisposeAsync();
        foreach (TestNode node in _nodes)
        {
            await node.DisposeAsync();
            if (Environment.GetEnvironmentVariable(LogsVariable) is { Length: > 0 } logs)
                await File.WriteAllTextAsync(Path.Combine(logs, $"{DatabaseName}-{node.Name.Replace(':', '-')}.log"), node.Told);
        }

        await Server.DropAsync(DatabaseName);
        if (_like is null)
            Directory.Delete(Folder, recursive: true);
    }

    private static string Last(string told) => told[^Math.Min(told.Length, 6000)..];
}
