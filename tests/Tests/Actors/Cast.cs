using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Attestation.Appraisals;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Actors;

/// <summary>Who and what the tests of the actors speak of: one app, one agent, one set of times.</summary>
internal static class Cast
{
    public const string Home = "192.0.2.0/24";
    public const string PlatformA = "000102030405060708090a0b0c0d0e0f";
    public const string PlatformB = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

    public static readonly DateTimeOffset T0 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly AgentId Agent = AgentId.Parse("agent-1");
    public static readonly AppName App = AppName.Parse("hello");
    public static readonly RepoName Repo = RepoName.Parse("acme/hello");
    public static readonly AgentFrame.Register Who = Register("agent-1");

    public static readonly TunnelRules Times = new()
    {
        RegisterDeadline = TimeSpan.FromSeconds(10),
        AttestDeadline = TimeSpan.FromSeconds(30),
        AttestInterval = TimeSpan.FromHours(1),
        HealthTimeout = TimeSpan.FromSeconds(120),
        RegistrationLifetime = TimeSpan.FromDays(30),
        RegistrationWarning = TimeSpan.FromDays(3),
    };

    public static readonly DirectoryRules Rules = new()
    {
        AttestationLifetime = Times.AttestationLifetime,
        RegistrationLifetime = Times.RegistrationLifetime,
        RegistrationWarning = Times.RegistrationWarning,
        TrustRoots = new HashSet<string>(StringComparer.Ordinal) { "intel" },
    };

    public static AgentFrame.Register Register(string agent, string app = "hello", string repo = "acme/hello", string network = "sandbox-1") => new(
        RepoName.Parse(repo),
        ReleaseTag.Parse("v1.0.0"),
        AppName.Parse(app),
        NetworkName.Parse(network),
        AgentId.Parse(agent),
        NodeId.Parse(agent),
        1);

    public static AttestationFacts Facts(DateTimeOffset at, string platform = PlatformA, string root = "intel") => new()
    {
        At = at,
        ReleaseTag = ReleaseTag.Parse("v1.0.0"),
        Node = NodeId.Parse("agent-1"),
        TrustRoot = root,
        Platform = platform,
        Fmspc = "00806F050000",
        TcbStatus = "UpToDate",
        Advisories = [],
        TcbDate = null,
        Sealed = true,
        Freshness = "nonce",
        Measurement = new string('a', 64),
        AllowlistSha256 = new string('b', 64),
        QuoteSha256 = new string('c', 64),
        CollateralUntil = at + TimeSpan.FromDays(20),
        ClientKey = null,
    };

    public static Proof.Accepted Proof(AttestationFacts facts) => new(
        facts,
        new Evidence
        {
            Quote = new byte[] { 1 },
            Claims = new byte[] { 2 },
            Collateral = new byte[] { 3 },
            Allowlist = new byte[] { 4 },
            ReleaseTag = "v1.0.0",
        },
        new byte[] { 5 });

    public static AppState Bound(long binding = 1, string? root = "intel") => new()
    {
        Name = App,
        Phase = AppPhase.Bound,
        Repo = Repo,
        Network = NetworkName.Sandbox1,
        TrustRoot = root,
        BoundAt = T0,
        BoundBy = "agent-1",
        Binding = binding,
        Version = binding,
    };

    public static AgentState Connected(string agent = "agent-1", long epoch = 1, long binding = 1) => new()
    {
        Id = AgentId.Parse(agent),
        App = App,
        Binding = binding,
        Repo = Repo,
        Network = NetworkName.Sandbox1,
        Approval = Approval.Approved,
        Phase = new AgentPhase.Connected(T0),
        Attestation = Facts(T0),
        RegisteredAt = T0,
        Prefix = Home,
        EverByNonce = true,
        Log = "node-1",
        Epoch = epoch,
        Version = epoch,
    };

    public static Nonce NonceOf(int n) => Nonce.Parse(n.ToString("x64", System.Globalization.CultureInfo.InvariantCulture));
}
