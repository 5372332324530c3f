using System.Text.Json;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>A challenge is answered in time, by whom it was put to, for what it was put for, and once.</summary>
public sealed class ChallengeTests
{
    [Fact]
    public async Task AnAnswerThatDoesNotComeInTimeEndsTheTunnel()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();
        JsonElement challenge = await agent.RegisterAsync();

        await network.PassAsync(TimeSpan.FromSeconds(30), () => agent.HasFrame);
        await network.RefusedAsync(agent, "attestation_timeout");

        await Assert.ThrowsAnyAsync<Exception>(() => agent.AnswerAsync(challenge));
        await network.StandsAsync("hello", "unknown");
    }

    [Fact]
    public async Task AnAnswerJustInTimeIsTaken()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();
        JsonElement challenge = await agent.RegisterAsync();

        network.Time.Advance(TimeSpan.FromSeconds(29));
        await agent.AnswerAsync(challenge);

        Assert.Equal("attested", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task AWrongNonceEndsTheTunnel()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();

        await agent.AnswerAsync(await agent.RegisterAsync(), new AgentProof { Nonce = new string('0', 64) });

        await network.RefusedAsync(agent, "nonce_mismatch");
    }

    [Fact]
    public async Task AnAnswerNobodyAskedForIsSaidToBeThatAndChangesNothing()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();
        JsonElement challenge = await agent.RegisterAsync();
        await agent.AnswerAsync(challenge);
        await agent.ReceiveAsync("status");

        await agent.AnswerAsync(challenge);

        Assert.Equal("unexpected_attestation", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
        await network.StandsAsync("hello", "active");
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("node")]
    [InlineData("app")]
    [InlineData("repo")]
    [InlineData("tag")]
    [InlineData("network")]
    [InlineData("reason")]
    [InlineData("nonce")]
    [InlineData("server")]
    [InlineData("client")]
    [InlineData("nothing")]
    public async Task AQuoteMadeForAnotherIsNotFresh(string other)
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();

        await agent.AnswerAsync(await agent.RegisterAsync(), new AgentProof
        {
            Binding = binding => For(other, binding),
            ReportData = data => other == "nothing" ? [.. data[..32], .. new byte[32]] : data,
        });

        await network.RefusedAsync(agent, "not_fresh");
        await network.StandsAsync("hello", "unknown");
    }

    [Fact]
    public async Task AReplayedQuoteIsNotFreshAndHarmsNotWhomItWasTakenFrom()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent victim = await network.AttestAsync();
        FakeAgent thief = await network.ConnectAsync();

        JsonElement challenge = await thief.RegisterAsync();
        await thief.AnswerWithAsync(challenge.GetProperty("nonce").GetString()!, victim.LastQuote, victim.Script.Claims);

        await network.RefusedAsync(thief, "not_fresh");
        Assert.False(victim.Ended);
        await network.StandsAsync("hello", "active");
    }

    private static ChallengeBinding For(string other, ChallengeBinding binding) => other switch
    {
        "agent" => binding with { AgentId = "agent-2" },
        "node" => binding with { NodeId = "node-2" },
        "app" => binding with { AppName = "goodbye" },
        "repo" => binding with { Repo = "acme/other" },
        "tag" => binding with { ReleaseTag = "v1.0.1" },
        "network" => binding with { Network = "forge-1" },
        "reason" => binding with { Reason = "periodic" },
        "nonce" => binding with { Nonce = new string('f', 64) },
        "server" => binding with { ServerSpki = new string('a', 64) },
        "client" => binding with { ClientSpki = new string('a', 64) },
        _ => binding,
    };
}
