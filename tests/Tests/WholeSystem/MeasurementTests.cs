using System.Text;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>What an agent runs is what its release published, on hardware that may be believed; anything else is refused by name.</summary>
public sealed class MeasurementTests
{
    [Theory]
    [InlineData("mrtd")]
    [InlineData("rtmr0")]
    [InlineData("rtmr1")]
    [InlineData("rtmr2")]
    [InlineData("rtmr3")]
    public async Task AChangedRegisterIsRefusedThoughEverythingElseIsEqual(string register)
    {
        byte[] other = new byte[48];
        other[0] = 1;
        SimulatedTd td = AgentScript.StandardTd;
        SimulatedTd changed = register switch
        {
            "mrtd" => td with { Mrtd = other },
            "rtmr0" => td with { Rtmr0 = other },
            "rtmr1" => td with { Rtmr1 = other },
            "rtmr2" => td with { Rtmr2 = other },
            _ => td with { Rtmr3 = other },
        };
        await RefusedAsync(new AgentScript { Td = changed }, AgentProof.Honest, "measurement_mismatch:" + register);
    }

    [Fact]
    public Task ChangedClaimsThatAreBoundAreRefused() =>
        RefusedAsync(
            new AgentScript { Claims = SimulatedRelease.Claims("release-2", isSealed: false) },
            AgentProof.Honest,
            "measurement_mismatch:agent_dir_sha256");

    [Fact]
    public Task AReleaseThatIsNotSealedCannotClaimToBe() =>
        RefusedAsync(
            new AgentScript { Claims = SimulatedRelease.Claims("release-1", isSealed: true) }, AgentProof.Honest, "measurement_mismatch:sealed");

    [Fact]
    public Task ASealedClaimThatTheQuoteDoesNotBindIsRefused() =>
        RefusedAsync(
            new AgentScript(), new AgentProof { Says = SimulatedRelease.Claims("release-1", isSealed: true) }, "claims_not_bound");

    [Fact]
    public Task ADebugTdIsRefused() =>
        RefusedAsync(
            new AgentScript { Td = AgentScript.StandardTd with { TdAttributes = SimulatedTd.SeptVeDisable | SimulatedTd.Debug } },
            AgentProof.Honest,
            "debug_enclave");

    [Fact]
    public Task ATdThatCanBeMigratedIsRefused() =>
        RefusedAsync(
            new AgentScript { Td = AgentScript.StandardTd with { TdAttributes = SimulatedTd.SeptVeDisable | SimulatedTd.Migratable } },
            AgentProof.Honest,
            "policy_refused:migratable");

    [Fact]
    public Task ARevokedPlatformIsRefused() =>
        RefusedAsync(new AgentScript { Machine = QuoteOptions.ForStatus(TcbStatus.Revoked) }, AgentProof.Honest, "tcb_rejected:Revoked");

    [Fact]
    public Task HardwareOfAnUntrustedMakerIsRefused() =>
        RefusedAsync(
            new AgentScript(),
            new AgentProof { Platform = SimulatedPlatform.FromSeed(7, new ManualTime().Now) },
            "quote_invalid:pck_chain_untrusted_root");

    [Fact]
    public Task SimulatedHardwareNeverEntersTheProductionNetwork() =>
        RefusedAsync(new AgentScript { Network = "forge-1" }, AgentProof.Honest, "quote_invalid:pck_chain_untrusted_root");

    [Fact]
    public Task AQuoteWithOneBitChangedIsRefused() =>
        RefusedAsync(
            new AgentScript(),
            new AgentProof { Quote = new QuoteOptions { Bytes = bytes => Flip(bytes, 48 + 136) } },
            "quote_invalid:quote_signature");

    [Fact]
    public Task AReleaseThatIsNotListedIsRefused() =>
        RefusedAsync(new AgentScript { Tag = "v9.9.9" }, AgentProof.Honest, "allowlist_not_found");

    [Fact]
    public async Task AListThatPinsNothingIsInvalidAndSaysWhat()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        AgentScript who = new() { Tag = "v2.0.0" };
        JsonObject list = JsonNode.Parse(SimulatedRelease.Allowlist(who.Td, who.Claims, who.Tag, network.Time.Now))!.AsObject();
        list.Remove("quote_measurements");
        network.Publish(who, Encoding.UTF8.GetBytes(list.ToJsonString()));
        FakeAgent agent = await network.ConnectAsync(who);

        await agent.AnswerAsync(await agent.RegisterAsync());

        string? detail = (await agent.ReceiveAsync("status")).GetProperty("detail").GetString();
        Assert.Contains("quote_measurements", detail, StringComparison.Ordinal);
        Assert.Equal(1008, (await agent.EndAsync()).Code);
        Assert.True(await network.CountedAsync("allowlist_invalid") > 0);
    }

    [Fact]
    public async Task AnAgentThatChangedIsRefusedAtItsNextCheckAndServesNoMore()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();

        using HttpResponseMessage asked = await network.Admin.PostAsync(new Uri("/v1/agents/agent-1/attest", UriKind.Relative), null);
        await agent.AnswerAsync(await agent.ReceiveAsync("attest_request"), new AgentProof { Td = SimulatedTd.From("release-2") });

        await network.RefusedAsync(agent, "measurement_mismatch:mrtd");
        Assert.Equal("invalid", (await network.ResolveAsync("hello")).GetProperty("attestation_status").GetString());
        Assert.False((await network.ResolveAsync("hello")).GetProperty("allowed").GetBoolean());
    }

    private static async Task RefusedAsync(AgentScript who, AgentProof proof, string reason)
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync(who);

        await agent.AnswerAsync(await agent.RegisterAsync(), proof);

        await network.RefusedAsync(agent, reason);
        await network.StandsAsync("hello", "unknown");
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 1;
        return bytes;
    }
}
