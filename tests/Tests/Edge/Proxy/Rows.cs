using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary>Rows of apps and agents that may serve.</summary>
internal static class Rows
{
    public static readonly string Allowlist = new('a', 64);
    public static readonly string Measurement = new('b', 64);

    public static AppState App(string name, DateTimeOffset at) => new()
    {
        Name = AppName.Parse(name),
        Phase = AppPhase.Bound,
        Repo = RepoName.Parse("acme/hello"),
        Network = NetworkName.Forge1,
        TrustRoot = "intel",
        BoundAt = at,
        BoundBy = "admin",
        Binding = 1,
        Version = 1,
    };

    public static AgentState Agent(string app, string id, string tag, DateTimeOffset at) => new()
    {
        Id = AgentId.Parse(id),
        App = AppName.Parse(app),
        Binding = 1,
        Repo = RepoName.Parse("acme/hello"),
        Network = NetworkName.Forge1,
        Approval = Approval.Approved,
        Phase = new AgentPhase.Connected(at),
        Attestation = Facts(id, tag, at),
        RegisteredAt = at,
        Prefix = "192.0.2.0/24",
        EverByNonce = true,
        Log = "log-1",
        Epoch = 1,
        Version = 1,
    };

    private static AttestationFacts Facts(string id, string tag, DateTimeOffset at) => new()
    {
        At = at,
        ReleaseTag = ReleaseTag.Parse(tag),
        Node = NodeId.Parse(id),
        TrustRoot = "intel",
        Platform = new string('0', 32),
        Fmspc = "B0C06F000000",
        TcbStatus = "UpToDate",
        Advisories = [],
        TcbDate = at,
        Sealed = true,
        Freshness = "nonce",
        Measurement = Measurement,
        AllowlistSha256 = Allowlist,
        QuoteSha256 = new string('c', 64),
        CollateralUntil = at.AddDays(30),
        ClientKey = null,
    };
}
