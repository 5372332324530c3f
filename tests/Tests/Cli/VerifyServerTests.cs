using System.Text.Json;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Node.Composition;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

/// <summary>One verdict over a control plane's quote, measurements, TLS key and token key.</summary>
public sealed class VerifyServerTests : IAsyncLifetime, IDisposable
{
    private TestNetwork _network = null!;
    private CliRun _run = null!;

    public async Task InitializeAsync()
    {
        _network = await TestNetwork.StartEmptyAsync(options => options with { RaTls = true }, new MemoryStore());
        _run = new CliRun { Time = _network.Time, Network = new SocketsHttpHandler() };
    }

    public async Task DisposeAsync() => await _network.DisposeAsync();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task TheControlPlaneOfTheAllowlistIsAccepted()
    {
        JsonElement verdict = await VerifyAsync(_network.Plane.ControlUrl);

        Assert.Equal((ExitCode.Accepted, "accepted"), (_run.ExitCode, verdict.GetProperty("code").GetString()));
        Assert.Equal(("attested", "development"), (verdict.GetProperty("tls_certificate").GetString(), verdict.GetProperty("mode").GetString()));
        Assert.Equal("v1", verdict.GetProperty("release_tag").GetString());
        Assert.Equal("UpToDate", verdict.GetProperty("quote").GetProperty("tcb_status").GetString());
        Assert.Matches("^[0-9a-f]{64}$", verdict.GetProperty("tls_key").GetString());
    }

    [Fact]
    public async Task PeopleSeeItInOneLine()
    {
        await _run.RunAsync([.. Arguments(_network.Plane.ControlUrl)]);

        Assert.StartsWith($"ACCEPTED: {_network.Plane.ControlUrl.Authority}", _run.Output, StringComparison.Ordinal);
        Assert.Contains("DEVELOPMENT ROOT", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherTdIsRefused()
    {
        JsonElement verdict = await VerifyAsync(_network.Plane.ControlUrl, td: "another");

        Assert.Equal((ExitCode.Refused, "measurement_mismatch:mrtd"), (_run.ExitCode, verdict.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task AManInTheMiddleIsSeen()
    {
        using TlsFiles foreign = new();
        await using TlsRelay relay = new(foreign.Pair, _network.Plane.ControlUrl);

        JsonElement verdict = await VerifyAsync(relay.Url);

        Assert.Equal((ExitCode.Refused, "tls_key_mismatch"), (_run.ExitCode, verdict.GetProperty("code").GetString()));
        Assert.Equal("not_attested", verdict.GetProperty("tls_certificate").GetString());
    }

    [Fact]
    public async Task AQuoteIsNotTakenTwice()
    {
        JsonElement verdict = await VerifyAsync(_network.Plane.ControlUrl);
        _run.Network = new SocketsHttpHandler();
        JsonElement tooSoon = await VerifyAsync(_network.Plane.ControlUrl);

        Assert.True(verdict.GetProperty("accepted").GetBoolean());
        Assert.Equal((ExitCode.Refused, "too_many_requests"), (_run.ExitCode, tooSoon.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task ARecordedAnswerIsNotFresh()
    {
        byte[] quote = await _network.Http.GetByteArrayAsync(new Uri(_network.Plane.ControlUrl, "/v1/attestation?nonce=" + new string('1', 64)));
        byte[] keys = await _network.Http.GetByteArrayAsync(new Uri(_network.Plane.ControlUrl, "/.well-known/jwks.json"));
        _run.Network = new Recorded(quote, keys);

        JsonElement verdict = await VerifyAsync(new Uri("http://127.0.0.1:1"));

        Assert.Equal((ExitCode.Refused, "not_fresh"), (_run.ExitCode, verdict.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task AKeyThatIsNotPublishedSignsNoTokens()
    {
        byte[] quote = await _network.Http.GetByteArrayAsync(new Uri(_network.Plane.ControlUrl, "/v1/attestation?nonce=" + new string('1', 64)));
        _run.Network = new Recorded(quote, """{"keys":[]}"""u8.ToArray());

        Assert.Equal("token_key_mismatch", (await VerifyAsync(new Uri("http://127.0.0.1:1"))).GetProperty("code").GetString());
        Assert.Equal("tls_required", (await VerifyAsync(new Uri("http://control.example.com"))).GetProperty("code").GetString());
        _run.Network = new Recorded("""{"nonce":null,"quote":null}"""u8.ToArray(), """{"keys":[]}"""u8.ToArray());
        Assert.Equal("answer_malformed", (await VerifyAsync(new Uri("http://127.0.0.1:1"))).GetProperty("error").GetString());
    }

    [Fact]
    public async Task WithoutAnAllowlistNothingIsAsked()
    {
        _run.Network = null;

        Assert.Equal("allowlist_missing", (await _run.JsonAsync("verify-server", "https://control.example.com")).GetProperty("error").GetString());
        Assert.Equal(ExitCode.Usage, _run.ExitCode);
        Assert.Equal(
            "allowlist_missing", (await _run.JsonAsync("verify-server", "https://control.example.com", "--repo", "acme/x")).GetProperty("error").GetString());
        Assert.Equal("server_invalid", (await _run.JsonAsync("verify-server", "wss://control.example.com")).GetProperty("error").GetString());
    }

    private Task<JsonElement> VerifyAsync(Uri server, string td = OwnQuotes.DevelopmentTd) => _run.JsonAsync([.. Arguments(server, td)]);

    private IEnumerable<string> Arguments(Uri server, string td = OwnQuotes.DevelopmentTd)
    {
        byte[] list = SimulatedRelease.Allowlist(
            SimulatedTd.From(td), SimulatedRelease.Claims("control-plane", isSealed: true), "v1", _network.Time.Now);
        return ["verify-server", server.AbsoluteUri, "--allowlist", _run.Write("list.json", list), "--platform", TestNetwork.PlatformFolder];
    }

    /// <summary>A server that says the same whoever asks.</summary>
    private sealed class Recorded(byte[] quote, byte[] keys) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage
            {
                Content = new ByteArrayContent(request.RequestUri!.AbsolutePath == "/v1/attestation" ? quote : keys),
            });
    }
}
