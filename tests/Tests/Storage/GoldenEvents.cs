using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Releases;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Tests.Storage;

/// <summary>Each event with the text it is stored as.</summary>
internal static class GoldenEvents
{
    private static readonly string Facts = OneLine("""
        {"at":"2026-03-01T12:00:00.123456Z","release_tag":"v1.2.3","node":"node-1","trust_root":"intel",
        "platform":"00112233445566778899aabbccddeeff","fmspc":"00906ED50000","tcb_status":"UpToDate",
        "advisories":["INTEL-SA-00615","INTEL-SA-00837"],"tcb_date":"2025-11-21T12:00:00.123456Z","sealed":true,"freshness":"nonce",
        "measurement":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "allowlist_sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        "quote_sha256":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
        "collateral_until":"2026-03-31T12:00:00.123456Z","client_key":null}
        """);

    private static readonly AppName Hello = AppName.Parse("hello");

    public static readonly IReadOnlyDictionary<string, (DomainEvent Body, string Json)> All =
        new Dictionary<string, (DomainEvent Body, string Json)>(StringComparer.Ordinal)
        {
            ["agent.attested"] = (
                Samples.Attested(Samples.Agent()),
                OneLine($$"""
                    {"agent":"agent-1","app":"hello","binding":1,"repo":"owner/name","network":"sandbox-1","approval":"approved",
                    "facts":{{Facts}},"prefix":"192.0.2.0/24","log":"node-a","epoch":1}
                    """)),
            ["agent.reattested"] = (new AgentEvent.Reattested(Samples.Facts), "{\"facts\":" + Facts + "}"),
            ["agent.reappraised"] = (new AgentEvent.Reappraised(Samples.Facts), "{\"facts\":" + Facts + "}"),
            ["agent.attestation_refused"] = (
                new AgentEvent.AttestationRefused("tcb_revoked", Samples.T0),
                """{"reason":"tcb_revoked","at":"2026-03-01T12:00:00.123456Z"}"""),
            ["agent.health_turned"] = (
                new AgentEvent.HealthTurned("health_fail", Samples.T0), """{"fault":"health_fail","at":"2026-03-01T12:00:00.123456Z"}"""),
            ["agent.approved"] = (new AgentEvent.Approved("known owner"), """{"reason":"known owner"}"""),
            ["agent.disconnected"] = (
                new AgentEvent.Disconnected("superseded", Samples.T0),
                """{"cause":"superseded","at":"2026-03-01T12:00:00.123456Z"}"""),
            ["app.bound"] = (
                new AppEvent.Bound(Hello, RepoName.Parse("owner/name"), NetworkName.Forge1, null, "admin", Samples.T0),
                """{"app":"hello","repo":"owner/name","network":"forge-1","trust_root":null,"by":"admin","at":"2026-03-01T12:00:00.123456Z"}"""),
            ["app.rooted"] = (new AppEvent.Rooted(Hello, "development"), """{"app":"hello","trust_root":"development"}"""),
            ["app.released"] = (new AppEvent.Released(Hello, "moved"), """{"app":"hello","reason":"moved"}"""),
            ["ban.set"] = (
                new BanEvent.Set(BanScope.ClientKey, "ab", "stolen"), """{"scope":"client_key","value":"ab","reason":"stolen"}"""),
            ["ban.lifted"] = (
                new BanEvent.Lifted(BanScope.Release, "owner/name@v1", "fixed"),
                """{"scope":"release","value":"owner/name@v1","reason":"fixed"}"""),
            ["release.list_accepted"] = (
                new ReleaseEvent.ListAccepted("owner/name", "v1", new ListPin("github:1/2/3", "ab"), new ListPin("github:1/2/4", "cd"), "rebuilt"),
                """
                {"repo":"owner/name","release_tag":"v1","before":{"origin":"github:1/2/3","sha256":"ab"},"after":{"origin":"github:1/2/4","sha256":"cd"},"reason":"rebuilt"}
                """.Trim()),
            ["node.registered"] = (
                new NodeEvent.Registered(NodeId.Parse("node-1"), Usd.Parse("0.004"), Samples.T0, "premium", 8, null, null),
                OneLine("""
                    {"node":"node-1","price":"0.004","price_from":"2026-03-01T12:00:00.123456Z","tier":"premium","vcpus":8,
                    "memory_mib":null,"token_expires_at":null}
                    """)),
            ["node.token_issued"] = (new NodeEvent.TokenIssued(NodeId.Parse("node-1")), """{"node":"node-1"}"""),
            ["node.slashed"] = (
                new NodeEvent.Slashed(NodeId.Parse("node-1"), "fraud", Usd.Parse("12.5"), "cheated"),
                """{"node":"node-1","kind":"fraud","amount":"12.50","reason":"cheated"}"""),
        };

    private static string OneLine(string text) => text.ReplaceLineEndings(string.Empty);
}
