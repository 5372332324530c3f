using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Over TLS the quote binds the key that the agent sees: who stands between it and the server gains nothing.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task AnAgentThatBindsTheServersKeyIsAttested()
    {
        using TlsFiles own = new();
        await using TestNetwork network = await StartAsync(own);
        await using FakeAgent agent = await ConnectAsync(network.TunnelUrl);

        Assert.Equal("attested", (await agent.AttestAsync()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task ARelayWithACertificateOfItsOwnCannotPassAChallengeOn()
    {
        using TlsFiles own = new();
        using TlsFiles foreign = new();
        await using TestNetwork network = await StartAsync(own);
        await using TlsRelay relay = new(foreign.Pair, network.TunnelUrl);
        await using FakeAgent agent = await ConnectAsync(relay.Url);

        await agent.AnswerAsync(await agent.RegisterAsync());

        Assert.Equal((1008, "not_fresh"), await agent.EndAsync());
        Assert.Equal(1, await network.CountedAsync("not_fresh"));
    }

    [Fact]
    public async Task AnAgentThatBindsNoKeyIsNotTakenOverTls()
    {
        using TlsFiles own = new();
        await using TestNetwork network = await StartAsync(own);
        await using FakeAgent agent = await ConnectAsync(network.TunnelUrl);

        await agent.AnswerAsync(await agent.RegisterAsync(), new AgentProof { Binding = binding => binding with { ServerSpki = "-" } });

        Assert.Equal((1008, "not_fresh"), await agent.EndAsync());
    }

    [Fact]
    public async Task AKnownFrontsKeyIsTakenToo()
    {
        using TlsFiles own = new();
        using TlsFiles front = new();
        await using TestNetwork network = await StartAsync(own, TlsFiles.KeyOf(front.Pair));
        await using TlsRelay relay = new(front.Pair, network.TunnelUrl);
        await using FakeAgent agent = await ConnectAsync(relay.Url);

        Assert.Equal("attested", (await agent.AttestAsync()).GetProperty("reason").GetString());
    }

    private static async Task<TestNetwork> StartAsync(TlsFiles own, params string[] fronts) => await TestNetwork.StartEmptyAsync(
        options => options with { TlsCertificate = own.Certificate, TlsKey = own.Key, FrontKeys = fronts }, new MemoryStore());

    private static async Task<FakeAgent> ConnectAsync(Uri url)
    {
        string seen = "-";
        return await FakeAgent.ConnectAsync(
            url,
            TestNetwork.Platform,
            new AgentScript(),
            options => options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                // It cannot know the server's name from its key: what it saw is what it binds.
                seen = certificate is null ? "-" : TlsFiles.KeyOf(certificate);
                return seen != "-";
            },
            () => seen);
    }
}
