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

namespace EasyEnclave.Tests.Actors;

/// <summary>The judge of proofs in a sealed network, which no simulated hardware may enter but here.</summary>
public sealed class ProverTests
{
    private static readonly SimulatedTd Td = SimulatedTd.From("sealed-release");
    private static readonly string Key = new('a', 64);

    private readonly ManualTime _time = new();
    private readonly Sources _sources = new();
    private bool _development;
    private bool _sealed = true;
    private SilentTunnel _tunnel = new() { ServerKeys = [Key] };
    private string _bound = Key;
    private QuoteOptions? _quote;

    [Fact]
    public async Task ASealedAgentThatBindsTheServersKeyIsTaken() =>
        Assert.True((await ProveAsync() as Proof.Accepted)?.Facts.Sealed);

    [Fact]
    public async Task ASealedNetworkRefusesAnAgentThatIsNotSealed()
    {
        _sealed = false;
        Assert.Equal("sealed_required", await RefusedAsync());
    }

    [Theory]
    [InlineData(false, false, "not_fresh")]
    [InlineData(false, true, "not_fresh")]
    [InlineData(true, false, "not_fresh")]
    [InlineData(true, true, null)]
    public async Task ASealedNetworkTakesNoProofWithoutTheServersKeyButInDevelopmentOnLoopback(bool development, bool loopback, string? reason)
    {
        (_development, _tunnel, _bound) = (development, new SilentTunnel { Loopback = loopback }, "-");
        Assert.Equal(reason, await RefusedAsync());
    }

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

    [Fact]
    public async Task NobodyUpstreamIsAskedForAQuoteThatIsNotAuthentic()
    {
        _quote = new QuoteOptions { Bytes = Flipped };
        Assert.Equal("quote_invalid:quote_signature", await RefusedAsync());
        Assert.Equal(0, _sources.Asked);

        _quote = null;
        Assert.Null(await RefusedAsync());
        Assert.Equal(2, _sources.Asked);
    }

    [Fact]
    public async Task NoListIsAskedForAQuoteThatThePolicyRefuses()
    {
        _quote = new QuoteOptions { Td = td => td with { TdAttributes = SimulatedTd.SeptVeDisable | SimulatedTd.Debug } };
        Assert.Equal("debug_enclave", await RefusedAsync());
        Assert.Equal(1, _sources.Asked);
    }

    private async Task<string?> RefusedAsync() => (await ProveAsync() as Proof.Refused)?.Reason;

    private async Task<Proof> ProveAsync()
    {
        Claims claims = SimulatedRelease.Claims("sealed-release", _sealed);
        _sources.Claims = claims;
        NetworkPolicy policy = NetworkPolicy.Forge1 with { TrustRoots = new HashSet<string> { TrustRoot.DevelopmentName } };
        Prover prover = new(
            new ProverOptions
            {
                Networks = new Dictionary<string, NetworkPolicy> { [policy.Name] = policy },
                Anchors = [new TrustAnchor(new QuoteVerifier(TestNetwork.Platform.TrustRoot, new VerificationCache()), _sources)],
                Development = _development,
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
            ServerSpki = _bound,
        });
        AgentFrame.AttestResponse response = new(
            challenge.Nonce.Value, TestNetwork.Platform.Quote(Td, bound, _quote), null, Json(claims), null);
        return await prover.ProveAsync(new ProofRequest(who, challenge, response, _tunnel, Known: false), CancellationToken.None);
    }

    private static byte[] Json(Claims claims) => Encoding.UTF8.GetBytes(
        JsonNode.Parse(SimulatedRelease.Allowlist(Td, claims, "v1.0.0", DateTimeOffset.UnixEpoch))!["measurements"]!.ToJsonString());

    // A bit of MRTD: the quote still binds its challenge, and its signature is wrong.
    private static byte[] Flipped(byte[] quote)
    {
        quote[48 + 136] ^= 1;
        return quote;
    }

    /// <summary>Both sources, which count how often they are asked.</summary>
    private sealed class Sources : ICollateralSource, IAllowlistSource
    {
        public int Asked { get; private set; }

        public Claims? Claims { get; set; }

        public Action<JsonObject> Change { get; set; } = _ => { };

        public ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken)
        {
            Asked++;
            return ValueTask.FromResult<CollateralBundle?>(TestNetwork.Platform.IssueCollateral(new ManualTime().Now));
        }

        public ValueTask<AllowlistFetch> FetchAsync(string repo, string releaseTag, CancellationToken cancellationToken)
        {
            Asked++;
            JsonObject list = JsonNode.Parse(SimulatedRelease.Allowlist(Td, Claims!, releaseTag, DateTimeOffset.UnixEpoch))!.AsObject();
            Change(list);
            return ValueTask.FromResult<AllowlistFetch>(new AllowlistFetch.Found(Encoding.UTF8.GetBytes(list.ToJsonString()), "test"));
        }
    }
}
