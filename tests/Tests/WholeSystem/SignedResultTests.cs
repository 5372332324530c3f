using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Results;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Tests.Storage;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Signed results over HTTP, as a relying party fetches and checks them.</summary>
public sealed class SignedResultTests : IDisposable
{
    private const string Nonce = "0123456789abcdef0123456789abcdef";

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Delete();

    [Fact]
    public async Task AResultWithEvidenceIsReproducedByAnyoneWithTheKeys()
    {
        await using TestNetwork network = await TestNetwork.StartAsync(options => options with { PublicControlUrl = new Uri("https://control.example.com/") });
        FakeAgent agent = await network.AttestAsync();

        ResultEnvelope envelope = await EnvelopeAsync(network, $"agent-1?nonce={Nonce}&evidence=true");
        ResultVerification verification = (await VerifierAsync(network)).Verify(envelope, network.Time.Now);
        Assert.Empty(verification.Faults);
        Assert.True(verification.Reproduced);
        Assert.Equal(agent.LastQuote, envelope.Evidence!.Quote.ToArray());
        JsonElement claims = JsonElement.Parse(verification.Payload!.Value.Span);
        Assert.Equal(Nonce, claims.GetProperty("eat_nonce").GetString());
        Assert.Equal("https://control.example.com", claims.GetProperty("iss").GetString());
        Assert.Equal("contraindicated", claims.GetProperty("ear_status").GetString());
        Assert.Equal(network.Time.Now.AddSeconds(3630).ToUnixTimeSeconds(), claims.GetProperty("exp").GetInt64());
    }

    [Fact]
    public async Task WithoutANonceAllShareOneTokenUntilTheAgentAttestsAgain()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();
        string first = await TokenAsync(network, "agent-1");
        Assert.Equal(first, await TokenAsync(network, "agent-1"));
        Assert.NotEqual(first, await TokenAsync(network, "agent-1?nonce=" + Nonce));

        await agent.AnswerAsync(await network.CheckAsync(agent));
        await agent.ReceiveAsync("status");
        string second = await TokenAsync(network, "agent-1");
        Assert.NotEqual(first, second);
        Assert.True((await VerifierAsync(network)).Verify(new ResultEnvelope(second, null), network.Time.Now).Holds);
    }

    [Fact]
    public async Task ARestartServesTheSameEvidenceByteForByteUnderTheSameKey()
    {
        byte[] before;
        JsonWebKeySet keys;
        await using (TestNetwork network = await TestNetwork.StartAsync(store: await _folder.OpenAsync()))
        {
            await network.AttestAsync();
            keys = await KeysAsync(network);
            before = (await EnvelopeAsync(network, "agent-1?evidence=true")).ToDocument();
        }

        await using TestNetwork after = await TestNetwork.StartEmptyAsync(same => same, await _folder.OpenAsync());
        ResultEnvelope again = await EnvelopeAsync(after, "agent-1?evidence=true");
        Assert.True(ResultEnvelope.TryParse(before, out ResultEnvelope? then));
        Assert.Equal((then with { Token = again.Token }).ToDocument(), again.ToDocument());
        Assert.True(new ResultVerifier(new QuoteVerifier(TestNetwork.Platform.TrustRoot), keys).Verify(again, after.Time.Now).Reproduced);
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("node")]
    [InlineData("platform")]
    [InlineData("repo")]
    [InlineData("release")]
    [InlineData("measurement")]
    public async Task ABanTakesTheResultAwayAndRevokesThoseThatAreOut(string scope)
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        AgentScript who = new() { Repo = "Acme/Banned", Td = SimulatedTd.From("banned"), Machine = QuoteOptions.OnMachine("banned") };
        network.Publish(who);
        await network.AttestAsync(who);
        ResultVerifier verifier = await VerifierAsync(network);
        ResultVerification held = verifier.Verify(new ResultEnvelope(await TokenAsync(network, "agent-1"), null), network.Time.Now);
        Assert.Null(ResultVerifier.Revocation(held.Payload!.Value, (await ListAsync(network, verifier))!));

        using HttpResponseMessage done = await network.Admin.PostAsJsonAsync(new Uri(network.Plane.ControlUrl, "/v1/agents/agent-1/ban"), new { scope, reason = "leaked" });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal((HttpStatusCode.Forbidden, "agent_banned"), await FateAsync(network, "agent-1"));
        Assert.Equal((HttpStatusCode.Forbidden, "agent_banned"), await FateAsync(network, "agent-1?nonce=" + Nonce));
        Assert.Equal("revoked:" + scope, ResultVerifier.Revocation(held.Payload.Value, (await ListAsync(network, verifier))!)!.Code);
        Assert.True(verifier.Verify(new ResultEnvelope(await TokenAsync(network, "steady-1"), null), network.Time.Now).Holds);
    }

    [Fact]
    public async Task WhoeverHasNoAttestationToTellOfIsNamedWithTheReason()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();
        FakeAgent second = await network.ConnectAsync(new AgentScript("agent-2").On("another"));
        await second.AnswerAsync(await second.RegisterAsync());
        await second.ReceiveAsync("status");

        Assert.Equal((HttpStatusCode.NotFound, "unknown_agent"), await FateAsync(network, "agent-9"));
        Assert.Equal((HttpStatusCode.NotFound, "unknown_agent"), await FateAsync(network, "no%20agent"));
        Assert.Equal((HttpStatusCode.Conflict, "awaiting_approval"), await FateAsync(network, "agent-2"));
        await agent.DisposeAsync();
        Assert.Equal(HttpStatusCode.OK, (await FateAsync(network, "agent-1")).Status);
        await network.PassAsync(TimeSpan.FromMinutes(45), () => true);
        network.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal((HttpStatusCode.Conflict, "attestation_expired"), await FateAsync(network, "agent-1"));
    }

    [Theory]
    [InlineData("nonce=short")]
    [InlineData("nonce=abcdefghij")]
    [InlineData("nonce=abcdefghijk%20")]
    [InlineData("nonce=abcdefghijk%3D")]
    [InlineData("nonce=abcdefghijk&nonce=abcdefghijk")]
    [InlineData("evidence=yes")]
    public async Task AWishOfAnotherFormIsRefused(string query)
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_field"), await FateAsync(network, "steady-1?" + query));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_field"), await FateAsync(network, "steady-1?nonce=" + new string('a', 89)));
        Assert.Equal(HttpStatusCode.OK, (await FateAsync(network, "steady-1?nonce=" + new string('a', 88))).Status);
        Assert.Equal(HttpStatusCode.OK, (await FateAsync(network, "steady-1?evidence=false&nonce=abcdefghijk")).Status);
    }

    [Fact]
    public async Task AnswersSayWhatTheyAreAndHowLongTheyMayBeKept()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        using HttpResponseMessage result = await GetAsync(network, "/v1/attestations/steady-1");
        Assert.Equal(("application/eat+jwt", "no-store"), (result.Content.Headers.ContentType!.MediaType, result.Headers.CacheControl!.ToString()));
        using HttpResponseMessage whole = await GetAsync(network, "/v1/attestations/steady-1?evidence=true");
        Assert.Equal(("application/json", "no-store"), (whole.Content.Headers.ContentType!.MediaType, whole.Headers.CacheControl!.ToString()));
        using HttpResponseMessage list = await GetAsync(network, "/v1/status-list");
        Assert.Equal(("application/jwt", "public, max-age=15"), (list.Content.Headers.ContentType!.MediaType, list.Headers.CacheControl!.ToString()));
        using HttpRequestMessage again = new(HttpMethod.Get, new Uri(network.Plane.ControlUrl, "/v1/status-list"));
        again.Headers.IfNoneMatch.Add(list.Headers.ETag!);
        using HttpResponseMessage unchanged = await network.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task AStoreThatCannotBeReadIsSaidAndNothingIsSigned()
    {
        MemoryStore store = new();
        await using TestNetwork network = await TestNetwork.StartAsync(store: store);
        store.Fault = new IOException("out of reach");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), await FateAsync(network, "steady-1"));
        store.Fault = null;
        Assert.Equal(HttpStatusCode.OK, (await FateAsync(network, "steady-1")).Status);
    }

    private static Task<HttpResponseMessage> GetAsync(TestNetwork network, string path) => network.Http.GetAsync(new Uri(network.Plane.ControlUrl, path));

    private static async Task<ResultEnvelope> EnvelopeAsync(TestNetwork network, string wish)
    {
        Assert.True(ResultEnvelope.TryParse(
            await network.Http.GetByteArrayAsync(new Uri(network.Plane.ControlUrl, "/v1/attestations/" + wish)), out ResultEnvelope? envelope));
        return envelope;
    }

    private static async Task<string> TokenAsync(TestNetwork network, string wish) => (await EnvelopeAsync(network, wish)).Token;

    private static async Task<JsonWebKeySet> KeysAsync(TestNetwork network)
    {
        Assert.True(JsonWebKeySet.TryParse(
            await network.Http.GetByteArrayAsync(new Uri(network.Plane.ControlUrl, "/.well-known/jwks.json")), out JsonWebKeySet? keys));
        return keys;
    }

    private static async Task<ResultVerifier> VerifierAsync(TestNetwork network) =>
        new(new QuoteVerifier(TestNetwork.Platform.TrustRoot), await KeysAsync(network));

    private static async Task<RevocationStatement?> ListAsync(TestNetwork network, ResultVerifier verifier) => verifier.ReadList(
        Encoding.ASCII.GetString(await network.Http.GetByteArrayAsync(new Uri(network.Plane.ControlUrl, "/v1/status-list"))), network.Time.Now, out _);

    private static async Task<(HttpStatusCode Status, string? Code)> FateAsync(TestNetwork network, string wish)
    {
        using HttpResponseMessage answer = await GetAsync(network, "/v1/attestations/" + wish);
        return (answer.StatusCode, answer.IsSuccessStatusCode
            ? null
            : JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetString());
    }
}
