using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>What first attestations write, without the quotes.</summary>
internal static class StoreEntries
{
    public static WriteEntry[] Batch(int batch, DateTimeOffset now) =>
        [.. Enumerable.Range(0, Limits.CommitEntries).Select(place => Entry($"bench-{batch}-{place}", now))];

    /// <summary>The app of all of them.</summary>
    public static WriteEntry App(DateTimeOffset now)
    {
        var state = State("bench-0-0", now);
        var bound = new AppEvent.Bound(state.App, state.Repo, state.Network, "development", state.Id.Value, now);
        var app = AppDecider.Evolve(null, bound);
        return new WriteEntry([new RowChange.PutApp(app, 0)], [new NewEvent(EntityName.Of(app.Name), app.Version, now, "agent", bound)]);
    }

    private static WriteEntry Entry(string id, DateTimeOffset now)
    {
        var state = State(id, now);
        var happened = new AgentEvent.Attested
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
        return new WriteEntry([new RowChange.PutAgent(state, 0, 0)], [new NewEvent(EntityName.Of(state.Id), 1, now, "agent", happened)]);
    }

    private static AgentState State(string id, DateTimeOffset now) => new()
    {
        Id = AgentId.Parse(id),
        App = AppName.Parse("bench"),
        Binding = 1,
        Repo = RepoName.Parse("easyenclave/bench"),
        Network = NetworkName.Sandbox1,
        Approval = Approval.Approved,
        Phase = new AgentPhase.Connected(now),
        Attestation = Facts(id, now),
        RegisteredAt = now,
        Prefix = "192.0.2.0/24",
        EverByNonce = true,
        Log = "bench",
        Epoch = 1,
        Version = 1,
    };

    private static AttestationFacts Facts(string id, DateTimeOffset now) => new()
    {
        At = now,
        ReleaseTag = ReleaseTag.Parse("v1.0.0"),
        Node = NodeId.Parse(id),
        TrustRoot = "development",
        Platform = "00112233445566778899aabbccddeeff",
        Fmspc = "EE5100000001",
        TcbStatus = "UpToDate",
        Advisories = [],
        TcbDate = now,
        Sealed = false,
        Freshness = "nonce",
        Measurement = new string('a', 64),
        AllowlistSha256 = new string('b', 64),
        QuoteSha256 = new string('c', 64),
        CollateralUntil = now,
        ClientKey = null,
    };
}
