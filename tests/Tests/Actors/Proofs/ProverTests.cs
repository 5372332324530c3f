using System.Security.Cryptography;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Appraisals;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;

namespace EasyEnclave.Tests.Actors.Proofs;

/// <summary>Each reason to refuse a proof, in the order they are found, and what was asked upstream by then.</summary>
public sealed class ProverTests : IAsyncLifetime
{
    private static readonly string Key = new('1', 64);
    private static readonly ControlFrame.AttestRequest Asked = new(Cast.NonceOf(1), 30, "register");
    private static readonly NetworkPolicy Policy = NetworkPolicy.Sandbox1(development: true);
    private World _world = null!;

    public async Task InitializeAsync() => _world = await World.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task AGoodProofIsAccepted()
    {
        await using Candidate agent = Agent();

        Proof.Accepted accepted = Assert.IsType<Proof.Accepted>(await ProveAsync(agent, agent.Answer(Asked)));

        Assert.Equal(["collateral", "allowlist"], _world.Fetched);
        Assert.Equal(
            ("development", "UpToDate", true, "nonce", Cast.T0),
            (accepted.Facts.TrustRoot, accepted.Facts.TcbStatus, accepted.Facts.Sealed, accepted.Facts.Freshness, accepted.Facts.At));
        Assert.Equal(World.List("v1.0.0"), accepted.Evidence.Allowlist.ToArray());
    }

    [Fact]
    public async Task WhatIsKeptOfAProofGivesTheSameVerdictAgain()
    {
        await using Candidate agent = Agent();
        Proof.Accepted accepted = Assert.IsType<Proof.Accepted>(await ProveAsync(agent, agent.Answer(Asked)));

        EvidenceVerdict again = EvidenceAppraiser.Appraise(
            new QuoteVerifier(World.Platform.TrustRoot), accepted.Evidence, Policy, accepted.Facts.AppraisedAt!.Value);

        Assert.True(again.Passes, again.Refusal?.Reason);
        Assert.Equal(accepted.Facts.TcbStatus, TcbStatuses.Name(again.Verdict.Appraisal!.Status));
        Assert.Equal(Policy.ToDocument(), accepted.Policy.ToArray());
        Assert.Equal(
            (Sha256(accepted.Evidence.Quote), Sha256(accepted.Evidence.Claims), Sha256(accepted.Evidence.Collateral), Sha256(accepted.Policy)),
            (accepted.Facts.QuoteSha256, accepted.Facts.ClaimsSha256, accepted.Facts.CollateralSha256, accepted.Facts.PolicySha256));
    }

    [Fact]
    public async Task WhatIsKeptOfAProofIsRefusedOnceAnyPartOfItChanges()
    {
        await using Candidate agent = Agent();
        Evidence kept = Assert.IsType<Proof.Accepted>(await ProveAsync(agent, agent.Answer(Asked))).Evidence;

        Assert.Equal("quote_invalid:quote_signature", ReasonOf(kept with { Quote = Changed(kept.Quote, 200) }));
        Assert.Equal("collateral_unavailable", ReasonOf(kept with { Collateral = "{}"u8.ToArray() }));
        Assert.Equal("claims_not_bound", ReasonOf(kept with { Claims = """{"sealed":false}"""u8.ToArray() }));
        Assert.Equal("allowlist_invalid", ReasonOf(kept with { ReleaseTag = "v1.0.1" }));
        Assert.Null(ReasonOf(kept));

        string? ReasonOf(Evidence evidence) =>
            EvidenceAppraiser.Appraise(new QuoteVerifier(World.Platform.TrustRoot), evidence, Policy, Cast.T0).Refusal?.Reason;
    }

    [Fact]
    public async Task EachMachineHasItsOwnPlatform()
    {
        await using Candidate one = Agent();
        await using Candidate other = new(_world, Cast.Who, "machine-b");

        Assert.NotEqual(await PlatformAsync(one), await PlatformAsync(other));
        Assert.Equal(await PlatformAsync(one), await PlatformAsync(one));

        async Task<string> PlatformAsync(Candidate agent) =>
            Assert.IsType<Proof.Accepted>(await ProveAsync(agent, agent.Answer(Asked))).Facts.Platform;
    }

    [Fact]
    public async Task WhatIsNoQuoteOrNoClaimsIsRefusedBeforeAnything()
    {
        await using Candidate agent = Agent();
        AgentFrame.AttestResponse good = agent.Answer(Asked);

        await RefusedAsync(agent, good with { Measurements = "{}"u8.ToArray() }, "invalid_field:measurements", fetched: 0);
        Assert.StartsWith("quote_invalid:", await ReasonAsync(agent, good with { Quote = new byte[100] }), StringComparison.Ordinal);
        Assert.Empty(_world.Fetched);
    }

    public static TheoryData<string> Bindings => new("nonce", "agent", "node", "app", "repo", "tag", "network", "reason", "server", "client");

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task AQuoteMadeForAnythingElseIsNotFresh(string part)
    {
        await using Candidate agent = Agent();

        AgentFrame.AttestResponse foreign = agent.Answer(Asked, bind: binding => part switch
        {
            "nonce" => binding with { Nonce = Cast.NonceOf(2).Value },
            "agent" => binding with { AgentId = "agent-2" },
            "node" => binding with { NodeId = "node-2" },
            "app" => binding with { AppName = "other" },
            "repo" => binding with { Repo = "acme/other" },
            "tag" => binding with { ReleaseTag = "v1.0.1" },
            "network" => binding with { Network = "forge-1" },
            "reason" => binding with { Reason = "periodic" },
            "server" => binding with { ServerSpki = Key },
            _ => binding with { ClientSpki = Key },
        });

        await RefusedAsync(agent, foreign, "not_fresh", fetched: 0);
    }

    [Fact]
    public async Task AReportDataThatIsNotTheQuotesIsNotFresh()
    {
        await using Candidate agent = Agent();
        AgentFrame.AttestResponse good = agent.Answer(Asked);

        await RefusedAsync(agent, good with { ReportData = new string('0', 128) }, "not_fresh", fetched: 0);
        await RefusedAsync(agent, good with { ReportData = "zz" }, "not_fresh", fetched: 0);
        Assert.IsType<Proof.Accepted>(await ProveAsync(agent, good with { ReportData = null }));
    }

    [Fact]
    public async Task ClaimsThatTheQuoteDoesNotHoldAreNotBound()
    {
        await using Candidate agent = Agent();
        AgentFrame.AttestResponse other = agent.Answer(Asked, claims: SimulatedRelease.Claims("hello", isSealed: false));

        await RefusedAsync(agent, agent.Answer(Asked) with { Measurements = other.Measurements }, "claims_not_bound", fetched: 0);
    }

    [Fact]
    public async Task OnATlsConnectionTheServersKeyMustBeBound()
    {
        await using Candidate agent = new(_world, Cast.Who) { ServerKeys = [new string('2', 64), Key] };

        Assert.IsType<Proof.Accepted>(await ProveAsync(agent, agent.Answer(Asked)));
        Assert.IsType<Proof.Accepted>(await ProveAsync(agent, agent.Answer(Asked, bind: binding => binding with { ServerSpki = Key })));
        await RefusedAsync(agent, agent.Answer(Asked, bind: binding => binding with { ServerSpki = ChallengeBinding.NoKey }), "not_fresh");
        await RefusedAsync(agent, agent.Answer(Asked, bind: binding => binding with { ServerSpki = new string('3', 64) }), "not_fresh");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task ASealedNetworkTakesNoKeylessTunnelButADevelopersOwn(bool loopback, bool taken)
    {
        await using Candidate agent = new(_world, Cast.Register("agent-1", network: "forge-1")) { Loopback = loopback };

        Proof proof = await ProveAsync(agent, agent.Answer(Asked));

        Assert.Equal(taken, proof is Proof.Accepted);
        Assert.True(taken || proof is Proof.Refused { Reason: "not_fresh" });
    }

    [Fact]
    public async Task NobodyUpstreamIsAskedAboutAForgedQuote()
    {
        await using Candidate agent = Agent();
        AgentFrame.AttestResponse good = agent.Answer(Asked);
        byte[] report = Convert.FromHexString(good.ReportData!);
        byte[] foreign = SimulatedPlatform.FromSeed(12, Cast.T0).Quote(World.Td, report);
        byte[] damaged = good.Quote.ToArray();
        damaged[200] ^= 1;

        Assert.Equal("quote_invalid:pck_chain_untrusted_root", await ReasonAsync(agent, good with { Quote = foreign }));
        Assert.StartsWith("quote_invalid:", await ReasonAsync(agent, good with { Quote = damaged }), StringComparison.Ordinal);
        Assert.Empty(_world.Fetched);
    }

    [Fact]
    public async Task ANetworkWhoseRootIsNotTrustedHereTakesNobody()
    {
        await using Candidate agent = new(_world, Cast.Register("agent-1", network: "hardware-1")) { ServerKeys = [Key] };

        await RefusedAsync(agent, agent.Answer(Asked), "policy_refused:trust_root", fetched: 0);
    }

    [Fact]
    public async Task WithoutCollateralNothingIsDecided()
    {
        await using Candidate agent = Agent();
        _world.CollateralDown = true;

        Proof.Refused refused = Assert.IsType<Proof.Refused>(await ProveAsync(agent, agent.Answer(Asked)));

        Assert.Equal(("collateral_unavailable", true), (refused.Reason, refused.SourceDown));
        Assert.Equal(["collateral"], _world.Fetched);
    }

    [Fact]
    public async Task ADebugEnclaveIsRefusedBeforeItsAllowlistIsAskedFor()
    {
        await using Candidate agent = Agent();

        await RefusedAsync(agent, agent.Answer(Asked, World.Td with { TdAttributes = World.Td.TdAttributes | SimulatedTd.Debug }), "debug_enclave", fetched: 1);
    }

    [Fact]
    public async Task EachAnswerOfTheAllowlistsSourceHasItsReason()
    {
        await using Candidate agent = Agent();
        AgentFrame.AttestResponse good = agent.Answer(Asked);

        _world.Releases = _ => new AllowlistFetch.NotFound();
        Assert.Equal(new Proof.Refused("allowlist_not_found"), await ProveAsync(agent, good));
        _world.Releases = _ => new AllowlistFetch.Changed();
        Assert.Equal(new Proof.Refused("allowlist_changed"), await ProveAsync(agent, good));
        _world.Releases = _ => new AllowlistFetch.Unavailable();
        Assert.Equal(new Proof.Refused("allowlist_unavailable", SourceDown: true), await ProveAsync(agent, good));
        _world.Releases = _ => new AllowlistFetch.Invalid("why");
        Assert.Equal(new Proof.Refused("allowlist_invalid", Detail: "why"), await ProveAsync(agent, good));
        _world.Releases = _ => new AllowlistFetch.Found("[]"u8.ToArray(), "test");
        Assert.Equal("allowlist_invalid", await ReasonAsync(agent, good));
        _world.Releases = _ => new AllowlistFetch.Found(World.List("v9"), "test");
        Assert.Equal("allowlist_invalid", await ReasonAsync(agent, good));
    }

    [Fact]
    public async Task RegistersAreComparedBeforeClaims()
    {
        await using Candidate agent = Agent();
        SimulatedTd otherFirmware = World.Td with { Mrtd = SimulatedTd.From("other").Mrtd };
        Claims otherClaims = SimulatedRelease.Claims("other", isSealed: true);

        await RefusedAsync(agent, agent.Answer(Asked, otherFirmware, otherClaims), "measurement_mismatch:mrtd", fetched: 2);
        Assert.Equal("measurement_mismatch:agent_dir_sha256", await ReasonAsync(agent, agent.Answer(Asked, claims: otherClaims)));
    }

    [Fact]
    public async Task ASealedNetworkWantsASealedClaim()
    {
        await using Candidate agent = new(_world, Cast.Register("agent-1", network: "forge-1")) { Loopback = true };
        Claims open = SimulatedRelease.Claims("hello", isSealed: false);
        _world.Releases = tag => new AllowlistFetch.Found(SimulatedRelease.Allowlist(World.Td, open, tag, Cast.T0), "test");

        await RefusedAsync(agent, agent.Answer(Asked, claims: open), "sealed_required", fetched: 2);
        await using Candidate elsewhere = Agent();
        Assert.False(Assert.IsType<Proof.Accepted>(await ProveAsync(elsewhere, elsewhere.Answer(Asked, claims: open))).Facts.Sealed);
    }

    private Candidate Agent() => new(_world, Cast.Who);

    private ValueTask<Proof> ProveAsync(Candidate agent, AgentFrame.AttestResponse answer) => _world.Prover.ProveAsync(
        new ProofRequest(agent.Who, new Challenge(Asked.Nonce, Asked.Reason, Cast.T0.AddSeconds(30)), answer, agent, Known: false), CancellationToken.None);

    private async Task<string> ReasonAsync(Candidate agent, AgentFrame.AttestResponse answer) =>
        Assert.IsType<Proof.Refused>(await ProveAsync(agent, answer)).Reason;

    private async Task RefusedAsync(Candidate agent, AgentFrame.AttestResponse answer, string reason, int? fetched = null)
    {
        _world.Fetched.Clear();
        Proof.Refused refused = Assert.IsType<Proof.Refused>(await ProveAsync(agent, answer));
        Assert.Equal((reason, false), (refused.Reason, refused.SourceDown));
        if (fetched is { } n)
        {
            Assert.Equal(n, _world.Fetched.Count);
        }
    }

    private static string Sha256(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

    private static byte[] Changed(ReadOnlyMemory<byte> bytes, int at)
    {
        byte[] copy = bytes.ToArray();
        copy[at] ^= 1;
        return copy;
    }
}
