using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>What happens to attested agents by itself, as time goes by, and what is written of it.</summary>
public sealed class LifeTests
{
    private static readonly AgentId Agent = AgentId.Parse("agent-1");

    [Fact]
    public async Task AnAgentIsCheckedAgainAfterNineTenthsToAllOfTheIntervalAndServesMeanwhile()
    {
        await using TestNetwork network = await TestNetwork.StartAsync(options => options with { HealthTimeout = TimeSpan.FromHours(2) });
        FakeAgent agent = await network.AttestAsync();
        DateTimeOffset begun = network.Time.Now;

        network.Time.Advance(TimeSpan.FromMinutes(53));
        await network.UndisturbedAsync();
        Assert.False(agent.HasFrame);
        JsonElement challenge = await network.CheckAsync(agent);
        Assert.Equal("periodic", challenge.GetProperty("reason").GetString());
        Assert.InRange(network.Time.Now - begun, TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(61));

        Task<HttpResponseMessage> asking = network.RequestAsync("hello");
        await agent.RespondAsync(await agent.ReceiveAsync("proxy_request"), "still here");
        using HttpResponseMessage answer = await asking;
        Assert.Equal("still here", await answer.Content.ReadAsStringAsync());

        await agent.AnswerAsync(challenge);
        JsonElement status = await agent.ReceiveAsync("status");
        Assert.Equal("attested", status.GetProperty("reason").GetString());
        Assert.InRange(
            status.GetProperty("next_attest_at").GetDateTimeOffset() - network.Time.Now, TimeSpan.FromMinutes(53.9), TimeSpan.FromMinutes(60));
        Assert.Single(await network.Store.ReadSessionsAsync(Agent, CancellationToken.None));
    }

    [Fact]
    public async Task AnAgentThatDoesNotAnswerItsNextCheckIsRefused()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();

        await network.CheckAsync(agent);
        await network.PassAsync(TimeSpan.FromSeconds(30), () => agent.HasFrame);

        await network.RefusedAsync(agent, "attestation_timeout");
        Assert.Equal("invalid", (await network.ResolveAsync("hello")).GetProperty("attestation_status").GetString());
        SessionRow session = Assert.Single(await network.Store.ReadSessionsAsync(Agent, CancellationToken.None));
        Assert.Equal("refused", session.Cause);
        Assert.Contains(
            await network.Store.ReadExceptionsAsync(Agent, CancellationToken.None),
            row => row is { Kind: "attestation_refused", Reason: "attestation_timeout", To: not null });
    }

    [Fact]
    public async Task AnAgentThatFallsSilentIsUnhealthyUntilItSaysItIsWell()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();
        await network.StandsAsync("hello", "active");

        network.Time.Advance(TimeSpan.FromSeconds(121));
        await network.StandsAsync("hello", "unhealthy");
        await agent.SayHealthAsync("pass");
        await network.StandsAsync("hello", "active");
        await agent.SayHealthAsync("anything else");
        await network.StandsAsync("hello", "unhealthy");
        await agent.SayHealthAsync("pass");
        await network.StandsAsync("hello", "active");

        await ExceptionsAsync(network, 2);
        Assert.All(await network.Store.ReadExceptionsAsync(Agent, CancellationToken.None), row => Assert.NotNull(row.To));
        Assert.False(agent.Ended);
    }

    [Fact]
    public async Task AnAgentThatLeavesWhileUnwellLeavesNoOpenException()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();

        await agent.SayHealthAsync("fail");
        await network.StandsAsync("hello", "unhealthy");
        await agent.LeaveAsync();
        await network.StandsAsync("hello", "disconnected");

        await ExceptionsAsync(network, 1);
        ExceptionRow row = Assert.Single(await network.Store.ReadExceptionsAsync(Agent, CancellationToken.None));
        Assert.Equal(("health_fail", true), (row.Kind, row.To is not null));
        SessionRow session = Assert.Single(await network.Store.ReadSessionsAsync(Agent, CancellationToken.None));
        Assert.Equal(("agent", true), (session.Cause, session.To is not null));
    }

    [Fact]
    public async Task ARegistrationIsWarnedOfItsEndAndThenOver()
    {
        await using TestNetwork network = await TestNetwork.StartAsync(options => options with
        {
            RegistrationLifetime = TimeSpan.FromMinutes(40),
            RegistrationWarning = TimeSpan.FromMinutes(10),
            HealthTimeout = TimeSpan.FromHours(2),
        });
        FakeAgent agent = await network.AttestAsync();

        await network.PassAsync(TimeSpan.FromMinutes(30), () => agent.HasFrame);
        JsonElement status = await agent.ReceiveAsync("status");
        Assert.Equal(("warning", "registration_expiring"), (status.GetProperty("state").GetString(), status.GetProperty("reason").GetString()));
        JsonElement verdict = await network.ResolveAsync("hello");
        Assert.Equal(("warning", true), (verdict.GetProperty("status").GetString(), verdict.GetProperty("allowed").GetBoolean()));

        network.Time.Advance(TimeSpan.FromMinutes(10));
        verdict = await network.ResolveAsync("hello");
        Assert.Equal(("expired", false), (verdict.GetProperty("status").GetString(), verdict.GetProperty("allowed").GetBoolean()));

        // The next attestation is a new beginning.
        await agent.AnswerAsync(await network.CheckAsync(agent));
        await network.StandsAsync("hello", "active");
    }

    [Fact]
    public async Task ASourceThatIsDownDoesNotEndAnAgentBeforeItsAttestationIsOver()
    {
        await using TestNetwork network = await TestNetwork.StartAsync(options => options with { HealthTimeout = TimeSpan.FromHours(2) });
        FakeAgent agent = await network.AttestAsync();
        DateTimeOffset begun = network.Time.Now;
        Unreachable(network);

        int asked = 0;
        for (DateTimeOffset next = network.NextCheck("agent-1"); next < begun + TimeSpan.FromMinutes(60.5); asked++)
        {
            await network.PassAsync(next - network.Time.Now, () => agent.HasFrame);
            await agent.AnswerAsync(await agent.ReceiveAsync("attest_request"));
            await Until.TrueAsync(() => network.NextCheck("agent-1") > next);
            next = network.NextCheck("agent-1");
            await network.StandsAsync("hello", "active");
        }

        Assert.True(asked > 1, $"asked {asked} times");
        await network.PassAsync(begun + TimeSpan.FromMinutes(60.5) - network.Time.Now, () => agent.Ended);
        Assert.Equal((1008, "attestation_timeout"), await agent.EndAsync());
    }

    // A link that leads to itself: there, and not to be read.
    private static void Unreachable(TestNetwork network)
    {
        string file = Path.Combine(network.Allowlists, "acme", "hello", "v1.0.0.json");
        File.Delete(file);
        File.CreateSymbolicLink(file, file);
    }

    private static Task ExceptionsAsync(TestNetwork network, int count) => Until.TrueAsync(() =>
    {
        IReadOnlyList<ExceptionRow> rows = network.Store.ReadExceptionsAsync(Agent, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return rows.Count == count && rows.All(row => row.To is not null);
    });
}
