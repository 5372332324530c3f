using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Storage;

/// <summary>Rows and events with every field filled, for tests to vary.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, 123, 456, TimeSpan.Zero);

    public static readonly AttestationFacts Facts = new()
    {
        At = T0,
        ReleaseTag = ReleaseTag.Parse("v1.2.3"),
        Node = NodeId.Parse("node-1"),
        TrustRoot = "intel",
        Platform = "00112233445566778899aabbccddeeff",
        Fmspc = "00906ED50000",
        TcbStatus = "UpToDate",
        Advisories = ["INTEL-SA-00615", "INTEL-SA-00837"],
        TcbDate = T0.AddDays(-100),
        Sealed = true,
        Freshness = "nonce",
        Measurement = new string('a', 64),
        AllowlistSha256 = new string('b', 64),
        QuoteSha256 = new string('c', 64),
        CollateralUntil = T0.AddDays(30),
        ClientKey = null,
    };

    public static AgentState Agent(string id = "agent-1", long epoch = 1, long version = 1) => new()
    {
        Id = AgentId.Parse(id),
        App = AppName.Parse("hello"),
        Binding = 1,
        Repo = RepoName.Parse("owner/name"),
        Network = NetworkName.Sandbox1,
        Approval = Approval.Approved,
        Phase = new AgentPhase.Connected(T0),
        Attestation = Facts,
        RegisteredAt = T0,
        Prefix = "192.0.2.0/24",
        EverByNonce = true,
        Log = "node-a",
        Epoch = epoch,
        Version = version,
    };

    public static AppState App(string name = "hello", long version = 1) => new()
    {
        Name = AppName.Parse(name),
        Phase = AppPhase.Bound,
        Repo = RepoName.Parse("owner/name"),
        Network = NetworkName.Sandbox1,
        TrustRoot = "intel",
        BoundAt = T0,
        BoundBy = "agent-1",
        Binding = 1,
        Version = version,
    };

    public static RowChange.PutAgent Put(AgentState state) => state.Version == 1
        ? new(state, 0, 0)
        : new(state, state.Epoch, state.Version - 1);

    public static AgentEvent.Attested Attested(AgentState state) => new()
    {
        Agent = state.Id,
        App = state.App,
        Binding = state.Binding,
        Repo = state.Repo,
        Network = state.Network,
        Approval = state.Approval,
        Facts = state.Attestation,
        Prefix = state.Prefix,
        Log = state.Log,
        Epoch = state.Epoch,
    };

    public static NewEvent Happened(AgentState state) =>
        new(EntityName.Of(state.Id), state.Version, T0.AddSeconds(state.Version), "agent", Attested(state));

    public static NewEvent Happened(AppState state) => new(
        EntityName.Of(state.Name),
        state.Version,
        T0.AddSeconds(state.Version),
        "admin",
        new AppEvent.Bound(state.Name, state.Repo, state.Network, state.TrustRoot, state.BoundBy, state.BoundAt));

    /// <summary>An agent's row with its event, as a decision would want it written.</summary>
    public static WriteEntry Entry(AgentState state) => new([Put(state)], [Happened(state)]);

    public static WriteEntry Entry(AppState state) => new([new RowChange.PutApp(state, state.Version - 1)], [Happened(state)]);

    public static Ban Ban(string agent = "agent-1", string reason = "spam") =>
        new(new BanTarget(BanScope.Agent, agent), T0, "admin", reason);
}
