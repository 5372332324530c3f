using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.RaTls;
using EasyEnclave.Node.Options;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Attested TLS over real sockets: what the server shows, what agents must show, and networks that take the channel for a nonce.</summary>
public sealed class RaTlsTests
{
    private const string Channel =
        """
        {"name":"channel-1","sealed":false,"freshness":"channel","trust_roots":["development"],"pinned_registers":["mrtd"],"tcb_statuses":["UpToDate"]}
        """;

    private static readonly AgentScript Original = new() { Network = "channel-1" };

    [Fact]
    public async Task TheServersCertificateCarriesAQuoteOverItsKey()
    {
        await using TestNetwork network = await StartAsync();
        using X509Certificate2 shown = await ShownAsync(network);

        Assert.True(RaTlsCertificate.TryRead(shown.RawDataMemory, network.Time.Now, out RaTlsCertificate? certificate, out RaTlsFailure failure), $"{failure}");
        Assert.True(new QuoteVerifier(TestNetwork.Platform.TrustRoot).Authenticate(certificate.Quote, network.Time.Now).Succeeded);
    }

    [Fact]
    public async Task OnlyTheTunnelAsksForAClientCertificate()
    {
        await using TestNetwork network = await StartAsync();

        using HttpResponseMessage health = await network.Http.GetAsync(new Uri(network.Plane.ControlUrl, "/health"));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        using HttpResponseMessage apps = await network.Admin.GetAsync(new Uri("/v1/apps", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, apps.StatusCode);
        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(() => ChannelAgent.ConnectAsync(network.TunnelUrl, new AgentScript(), null));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAgentBindsBothKeys()
    {
        await using TestNetwork network = await StartAsync();
        using X509Certificate2 certificate = Pair(network, new AgentScript());
        await using FakeAgent agent = await ChannelAgent.ConnectAsync(network.TunnelUrl, new AgentScript(), certificate);

        Assert.Equal("attested", (await agent.AttestAsync()).GetProperty("reason").GetString());
        Assert.Equal("nonce", (await AgentAsync(network)).GetProperty("freshness").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAgentThatLeavesAKeyOutIsNotFresh(bool server)
    {
        await using TestNetwork network = await StartAsync();
        using X509Certificate2 certificate = Pair(network, new AgentScript());
        await using FakeAgent agent = await ChannelAgent.ConnectAsync(network.TunnelUrl, new AgentScript(), certificate);

        await agent.AnswerAsync(
            await agent.RegisterAsync(),
            new AgentProof { Binding = binding => server ? binding with { ServerSpki = "-" } : binding with { ClientSpki = "-" } });

        Assert.Equal((1008, "not_fresh"), await agent.EndAsync());
    }

    [Fact]
    public async Task ACertificateLargerThanAnyThatIsReadEndsTheHandshake()
    {
        await using TestNetwork network = await StartAsync(options => options with { RaTlsRequireClientCertificate = false });
        RaTlsRecipe good = ChannelAgent.Recipe(new AgentScript(), network.Time.Now);
        RaTlsRecipe large = good with { Extensions = own => [.. own, ("1.2.3.4", false, new byte[RaTlsCertificate.MaxLength])] };
        using X509Certificate2 certificate = large.Pair();

        await Assert.ThrowsAnyAsync<WebSocketException>(() => ChannelAgent.ConnectAsync(network.TunnelUrl, new AgentScript(), certificate));

        using HttpResponseMessage health = await network.Http.GetAsync(new Uri(network.Plane.ControlUrl, "/health"));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task WhereNoCertificateIsRequiredAnAgentMayComeWithout()
    {
        await using TestNetwork network = await StartAsync(options => options with { RaTlsRequireClientCertificate = false });
        await using FakeAgent agent = await ChannelAgent.ConnectAsync(network.TunnelUrl, new AgentScript(), null);

        Assert.Equal("attested", (await agent.AttestAsync()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task ARelayCannotPassAChallengeOnWhateverItShows()
    {
        await using TestNetwork network = await StartAsync(options => options with { RaTlsRequireClientCertificate = false });
        using TlsFiles foreign = new();
        using X509Certificate2 certificate = Pair(network, new AgentScript());
        using X509Certificate2 relays = ChannelAgent.Recipe(new AgentScript(), network.Time.Now).Pair();

        foreach (X509Certificate2? shows in new[] { null, relays })
        {
            await using TlsRelay relay = new(foreign.Pair, network.TunnelUrl, shows);
            await using FakeAgent agent = await ChannelAgent.ConnectAsync(relay.Url, new AgentScript(), certificate);
            await agent.AnswerAsync(await agent.RegisterAsync());
            Assert.Equal((1008, "not_fresh"), await agent.EndAsync());
        }
    }

    [Fact]
    public async Task TheOriginalsAgentIsTakenByItsChannel()
    {
        await using TestNetwork network = await StartAsync();
        using X509Certificate2 certificate = Pair(network, Original);
        await using FakeAgent agent = await ChannelAgent.ConnectAsync(network.TunnelUrl, Original, certificate);

        await agent.AnswerAsync(await agent.RegisterAsync(), ChannelAgent.OriginalsProof);

        Assert.Equal("attested", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
        JsonElement view = await AgentAsync(network);
        Assert.Equal(("channel", "claimed"), (view.GetProperty("freshness").GetString(), view.GetProperty("sealed_basis").GetString()));
    }

    [Fact]
    public async Task TheOriginalsAgentIsTakenInNoOtherNetwork()
    {
        await using TestNetwork network = await StartAsync();
        using X509Certificate2 certificate = Pair(network, new AgentScript());
        await using FakeAgent agent = await ChannelAgent.ConnectAsync(network.TunnelUrl, new AgentScript(), certificate);

        await agent.AnswerAsync(await agent.RegisterAsync(), ChannelAgent.OriginalsProof);

        Assert.Equal((1008, "not_fresh"), await agent.EndAsync());
    }

    [Fact]
    public async Task WithoutACertificateThereIsNoChannelToTake()
    {
        await using TestNetwork network = await StartAsync(options => options with { RaTlsRequireClientCertificate = false });
        await using FakeAgent agent = await ChannelAgent.ConnectAsync(network.TunnelUrl, Original, null);

        await agent.AnswerAsync(await agent.RegisterAsync(), ChannelAgent.OriginalsProof);

        Assert.Equal((1008, "not_fresh"), await agent.EndAsync());
    }

    [Fact]
    public async Task AClaimsQuoteCountsOnceAlsoAfterARestartAndUnderAnotherName()
    {
        await using IStore store = new MemoryStore();
        byte[] recorded;
        await using (TestNetwork before = await StartAsync(store: store))
        {
            using X509Certificate2 certificate = Pair(before, Original);
            await using FakeAgent agent = await ChannelAgent.ConnectAsync(before.TunnelUrl, Original, certificate);
            await agent.AnswerAsync(await agent.RegisterAsync(), ChannelAgent.OriginalsProof);
            await agent.ReceiveAsync("status");
            recorded = agent.LastQuote;

            await using FakeAgent again = await ChannelAgent.ConnectAsync(before.TunnelUrl, Original, certificate);
            await ReplayAsync(again, recorded);
            await agent.LeaveAsync();
        }

        await using TestNetwork after = await StartAsync(store: store);
        using X509Certificate2 other = Pair(after, Original);
        await using FakeAgent replayed = await ChannelAgent.ConnectAsync(after.TunnelUrl, Original, other);
        await ReplayAsync(replayed, recorded);
        await using FakeAgent named = await ChannelAgent.ConnectAsync(after.TunnelUrl, Original with { AgentId = "agent-2" }, other);
        await ReplayAsync(named, recorded);

        await using FakeAgent fresh = await ChannelAgent.ConnectAsync(after.TunnelUrl, Original, other);
        await fresh.AnswerAsync(await fresh.RegisterAsync(), ChannelAgent.OriginalsProof);
        Assert.Equal("attested", (await fresh.ReceiveAsync("status")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task TheCertificateOfOneTdDoesNotGoWithTheClaimsOfAnother()
    {
        await using TestNetwork network = await StartAsync();
        SimulatedTd other = SimulatedTd.From("another");

        foreach (RaTlsRecipe recipe in new[]
        {
            ChannelAgent.Recipe(Original, network.Time.Now, td: other),
            ChannelAgent.Recipe(Original, network.Time.Now, td: Original.Td with { Rtmr3 = other.Mrtd }),
            ChannelAgent.Recipe(Original, network.Time.Now, td: Original.Td with { TdAttributes = Original.Td.TdAttributes | (1UL << 30) }),
            ChannelAgent.Recipe(Original, network.Time.Now, machine: QuoteOptions.OnMachine("elsewhere")),
        })
        {
            using X509Certificate2 certificate = recipe.Pair();
            await using FakeAgent agent = await ChannelAgent.ConnectAsync(network.TunnelUrl, Original, certificate);
            await agent.AnswerAsync(await agent.RegisterAsync(), ChannelAgent.OriginalsProof);
            Assert.Equal((1008, "quote_invalid:certificate_other_td"), await agent.EndAsync());
        }
    }

    [Fact]
    public async Task ACertificateThatDoesNotHoldIsNamedByWhatItLacks()
    {
        await using TestNetwork network = await StartAsync();
        DateTimeOffset now = network.Time.Now;
        RaTlsRecipe good = ChannelAgent.Recipe(Original, now);
        SimulatedTd debug = Original.Td with { TdAttributes = Original.Td.TdAttributes | SimulatedTd.Debug };

        foreach ((RaTlsRecipe recipe, string reason) in new (RaTlsRecipe, string)[]
        {
            (good with { Quote = null }, "quote_invalid:certificate_quote_missing"),
            (good with { NotAfter = now.AddSeconds(-1), NotBefore = now.AddDays(-1) }, "quote_invalid:certificate_expired"),
            (good with { NotBefore = now.AddDays(1), NotAfter = now.AddDays(2) }, "quote_invalid:certificate_not_yet_valid"),
            (good with { ReportData = data => [.. data[..63], 1] }, "quote_invalid:certificate_key_not_bound"),
            (good with { Quote = data => Other.Quote(Original.Td, data) }, "quote_invalid:certificate_pck_chain_untrusted_root"),
            (good with { Quote = data => Flipped(data, 20) }, "quote_invalid:certificate_quote_malformed"),
            (good with { Quote = data => Flipped(data, 640) }, "quote_invalid:certificate_quote_signature"),
            (ChannelAgent.Recipe(Original, now, td: debug), "quote_invalid:certificate_other_td"),
        })
        {
            using X509Certificate2 certificate = recipe.Pair();
            await using FakeAgent agent = await ChannelAgent.ConnectAsync(network.TunnelUrl, Original, certificate);
            await agent.AnswerAsync(await agent.RegisterAsync(), ChannelAgent.OriginalsProof);
            Assert.Equal((1008, reason), await agent.EndAsync());
        }
    }

    [Fact]
    public async Task AnAgentOnceAttestedByNonceIsNotTakenByChannel()
    {
        await using TestNetwork network = await StartAsync();
        using X509Certificate2 certificate = Pair(network, Original);
        await using (FakeAgent byNonce = await ChannelAgent.ConnectAsync(network.TunnelUrl, Original, certificate))
            Assert.Equal("attested", (await byNonce.AttestAsync()).GetProperty("reason").GetString());

        await using FakeAgent byChannel = await ChannelAgent.ConnectAsync(network.TunnelUrl, Original, certificate);
        await byChannel.AnswerAsync(await byChannel.RegisterAsync(), ChannelAgent.OriginalsProof);

        Assert.Equal((1008, "not_fresh"), await byChannel.EndAsync());
    }

    [Fact]
    public async Task NoSessionCanBeResumed()
    {
        const int NewSessionTicket = 4;
        using TlsFiles files = new();
        await using TestNetwork attested = await StartAsync();
        await using TestNetwork plain = await TestNetwork.StartEmptyAsync(
            options => options with { TlsCertificate = files.Certificate, TlsKey = files.Key }, new MemoryStore());

        Assert.DoesNotContain(NewSessionTicket, await HandshakeAsync(attested.Plane.ControlUrl));
        Assert.Contains(NewSessionTicket, await HandshakeAsync(plain.Plane.ControlUrl));
    }

    [Fact]
    public async Task ASuccessorIsShownInTimeAndOpenTunnelsGoOn()
    {
        await using TestNetwork network = await StartAsync();
        using X509Certificate2 first = await ShownAsync(network);
        using X509Certificate2 certificate = Pair(network, new AgentScript());
        await using FakeAgent agent = await ChannelAgent.ConnectAsync(network.TunnelUrl, new AgentScript(), certificate);
        await agent.AttestAsync();
        agent.Automatic = true;

        DateTimeOffset half = network.Time.Now.AddHours(12);
        while (network.Time.Now < half)
            await network.PassCheckAsync(agent);

        using (X509Certificate2 same = await ShownAsync(network))
            Assert.Equal(first.Thumbprint, same.Thumbprint);
        DateTimeOffset end = network.Time.Now.AddHours(6);
        while (network.Time.Now < end)
            await network.PassCheckAsync(agent);

        using X509Certificate2 next = await ShownAsync(network);
        Assert.NotEqual(first.Thumbprint, next.Thumbprint);
        Assert.NotEqual(TlsFiles.KeyOf(first), TlsFiles.KeyOf(next));
        Assert.False(agent.Ended);
    }

    private static readonly SimulatedPlatform Other = SimulatedPlatform.FromSeed(5, new ManualTime().Now);

    private static byte[] Flipped(byte[] reportData, int position)
    {
        byte[] quote = TestNetwork.Platform.Quote(Original.Td, reportData);
        quote[position] ^= 1;
        return quote;
    }

    private static async Task ReplayAsync(FakeAgent agent, byte[] quote)
    {
        JsonElement challenge = await agent.RegisterAsync();
        await agent.AnswerWithAsync(challenge.GetProperty("nonce").GetString()!, quote, agent.Script.Claims);
        Assert.Equal((1008, "not_fresh"), await agent.EndAsync());
    }

    private static X509Certificate2 Pair(TestNetwork network, AgentScript script) => ChannelAgent.Recipe(script, network.Time.Now).Pair();

    private static async Task<JsonElement> AgentAsync(TestNetwork network)
    {
        using HttpResponseMessage answer = await network.Admin.GetAsync(new Uri("/v1/agents/agent-1", UriKind.Relative));
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<X509Certificate2> ShownAsync(TestNetwork network)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, network.Plane.ControlUrl.Port);
        await using SslStream tls = new(new NetworkStream(socket), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }

    // Of version 1.2, whose tickets come in the clear.
    private static async Task<IReadOnlyList<int>> HandshakeAsync(Uri server)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        await using TapStream tap = new(new NetworkStream(socket));
        await using SslStream tls = new(tap);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls12,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        });
        return tap.PlainHandshake();
    }

    private static Task<TestNetwork> StartAsync(Func<NodeOptions, NodeOptions>? change = null, IStore? store = null)
    {
        byte[] file = Encoding.UTF8.GetBytes($$"""{"version":"1","networks":[{{Channel}}]}""");
        Assert.True(NetworksFile.TryRead(file, development: true, out IReadOnlyDictionary<string, NetworkPolicy> networks, out var faults), string.Join(' ', faults));
        return TestNetwork.StartEmptyAsync(
            options => (change ?? (same => same))(options with { Networks = networks, RaTls = true, JoinOpen = true }), store ?? new MemoryStore());
    }
}
