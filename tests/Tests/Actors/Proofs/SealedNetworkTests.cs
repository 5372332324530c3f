using System.Text;
using System.Text.Json.Nodes;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Edge;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Proofs;

/// <summary>The sealed production network, which no simulated hardware may enter but here: what its allowlists must pin.</summary>
public sealed class SealedNetworkTests
{
    private static readonly SimulatedTd Td = SimulatedTd.From("sealed-release");
    private static readonly string Key = new('a', 64);

    private readonly ManualTime _time = new();
    private readonly Sources _sources = new();

    [Fact]
    public async Task ASealedAgentThatBindsTheServersKeyIsTaken() =>
        Assert.True((await ProveAsync() as Proof.Accepted)?.Facts.Sealed);

    [Theory]
    [InlineData("mrtd")]
    [InlineData("rtmr0")]
    [InlineData("rtmr1")]
    [InlineData("rtmr2")]
    [InlineData("rtmr3")]
    public async Task AListThatLeavesARegisterOutIsInvalidAndNamesIt(string register)
    {
        _sources.Change = list => list["quote_measurements"]!.AsObject().Remove(register);

        Proof.Refused refused = Assert.IsType<Proof.Refused>(await ProveAsync());
        Assert.Equal("allowlist_invalid", refused.Reason);
        Assert.Contains(register, refused.Detail, StringComparison.Ordinal);
    }

    private async Task<Proof> ProveAsync()
    {
        Claims claims = SimulatedRelease.Claims("sealed-release", isSealed: true);
        _sources.Claims = claims;
        NetworkPolicy policy = NetworkPolicy.Forge1 with { TrustRoots = new HashSet<string> { TrustRoot.DevelopmentName } };
        Prover prover = new(
            new ProverOptions
            {
                Networks = new Dictionary<string, NetworkPolicy> { [policy.Name] = policy },
                Anchors = [new TrustAnchor(new QuoteVerifier(TestNetwork.Platform.TrustRoot, new VerificationCache()), _sources)],
            },
            _sources,
            new VerificationQueue(1),
            _time);
        AgentFrame.Register who = new(
            RepoName.Parse("acme/hello"), ReleaseTag.Parse("v1.0.0"), AppName.Parse("hello"), NetworkName.Forge1,
            AgentId.Parse("agent-1"), NodeId.Parse("agent-1"), 1);
        Challenge challenge = new(Nonce.New(), "register", _time.Now.AddSeconds(30));
        byte[] bound = ReportData.Bind(claims, new ChallengeBinding
        {
            Nonce = challenge.Nonce.Value,
            AgentId = "agent-1",
            NodeId = "agent-1",
            AppName = "hello",
            Repo = "acme/hello",
            ReleaseTag = "v1.0.0",
            Network = policy.Name,
            Reason = "register",
            ServerSpki = Key,
        });
        AgentFrame.AttestResponse response = new(
            challenge.Nonce.Value, TestNetwork.Platform.Quote(Td, bound), null, Json(claims), null);
        return await prover.ProveAsync(new ProofRequest(who, challenge, response, new SilentTunnel { ServerKeys = [Key] }, Known: false), CancellationToken.None);
    }

    private static byte[] Json(Claims claims) => Encoding.UTF8.GetBytes(
        JsonNode.Parse(SimulatedRelease.Allowlist(Td, claims, "v1.0.0", DateTimeOffset.UnixEpoch))!["measurements"]!.ToJsonString());

    /// <summary>Both sources; a test may change the list.</summary>
    private sealed class Sources : ICollateralSource, IAllowlistSource
    {
        public Claims? Claims { get; set; }

        public Action<JsonObject> Change { get; set; } = _ => { };

        public ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken) =>
            ValueTask.FromResult<CollateralBundle?>(TestNetwork.Platform.IssueCollateral(new ManualTime().Now));

        public ValueTask<AllowlistFetch> FetchAsync(string repo, string releaseTag, CancellationToken cancellationToken)
        {
            JsonObject list = JsonNode.Parse(SimulatedRelease.Allowlist(Td, Claims!, releaseTag, DateTimeOffset.UnixEpoch))!.AsObject();
            Change(list);
            return ValueTask.FromResult<AllowlistFetch>(new AllowlistFetch.Found(Encoding.UTF8.GetBytes(list.ToJsonString()), "test"));
        }
    }
}
