using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation.Results;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

/// <summary><c>ee attestation</c> against a control plane, and offline with what it wrote.</summary>
public sealed class AttestationCommandTests : IDisposable
{
    private readonly CliRun _ee = new();

    public void Dispose() => _ee.Dispose();

    [Fact]
    public async Task WhatWasFetchedIsReproducedOfflineAndEveryChangeIsNamed()
    {
        await using TestNetwork network = await StartAsync();
        string at = network.Time.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        string file = _ee.PathOf("result.json");
        await _ee.RunAsync("attestation", "get", "steady-1", "--nonce", "0123456789abcdef", "--evidence", "-o", file);
        Assert.Equal(0, _ee.ExitCode);
        string keys = _ee.Write("jwks.json", await network.Http.GetByteArrayAsync(new Uri(network.Plane.ControlUrl, "/.well-known/jwks.json")));
        string list = _ee.Write("list.jwt", await network.Http.GetByteArrayAsync(new Uri(network.Plane.ControlUrl, "/v1/status-list")));
        _ee.Network = null;

        string[] verify = ["attestation", "verify", file, "--jwks", keys, "--at", at, "--platform", TestNetwork.PlatformFolder];
        JsonElement told = await _ee.JsonAsync([.. verify, "--status-list", list]);
        Assert.Equal(0, _ee.ExitCode);
        Assert.True(told.GetProperty("accepted").GetBoolean());
        Assert.True(told.GetProperty("reproduced").GetBoolean());
        Assert.Equal("0123456789abcdef", told.GetProperty("claims").GetProperty("eat_nonce").GetString());
        Assert.StartsWith("DEVELOPMENT ROOT", Assert.Single(told.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
        await _ee.RunAsync(verify);
        Assert.Contains("HOLDS, made again byte for byte: steady-1", _ee.Output, StringComparison.Ordinal);
        Assert.Contains("BANS WERE NOT LOOKED AT", _ee.Output, StringComparison.Ordinal);

        Assert.True(ResultEnvelope.TryParse(File.ReadAllBytes(file), out ResultEnvelope? envelope));
        byte[] allowlist = envelope.Evidence!.Allowlist.ToArray();
        allowlist[^2] ^= 1;
        File.WriteAllBytes(file, (envelope with { Evidence = envelope.Evidence with { Allowlist = allowlist } }).ToDocument());
        told = await _ee.JsonAsync(verify);
        Assert.Equal(1, _ee.ExitCode);
        Assert.Equal("evidence_changed:allowlist", told.GetProperty("code").GetString());
        await _ee.RunAsync("attestation", "verify", file, "--jwks", keys, "--at", at);
        Assert.Equal(1, _ee.ExitCode);
    }

    [Fact]
    public async Task ATokenIsCheckedAgainstTheServersKeysAndBans()
    {
        await using TestNetwork network = await StartAsync();
        string file = _ee.PathOf("result.jwt");
        await _ee.RunAsync("attestation", "get", "steady-1", "-o", file);
        string at = network.Time.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        JsonElement told = await _ee.JsonAsync("attestation", "verify", file, "--at", at);
        Assert.Equal(0, _ee.ExitCode);
        Assert.False(told.GetProperty("reproduced").GetBoolean());
        Assert.Contains("NOT JUDGED AGAIN", told.GetProperty("warnings")[1].GetString(), StringComparison.Ordinal);

        using HttpResponseMessage done = await network.Admin.PostAsync(
            new Uri(network.Plane.ControlUrl, "/v1/agents/steady-1/ban"),
            new StringContent("""{"scope":"agent","reason":"leaked"}""", Encoding.UTF8, "application/json"));
        Assert.True(done.IsSuccessStatusCode);
        told = await _ee.JsonAsync("attestation", "verify", file, "--at", at);
        Assert.Equal((1, "revoked:agent"), (_ee.ExitCode, told.GetProperty("code").GetString()));
        told = await _ee.JsonAsync("attestation", "get", "steady-1");
        Assert.Equal((1, "agent_banned"), (_ee.ExitCode, told.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task InJsonWhatIsFetchedIsWhatIsVerified()
    {
        await using TestNetwork network = await StartAsync();
        await _ee.RunAsync("attestation", "get", "steady-1", "--evidence", "--json");
        _ee.Input = Encoding.UTF8.GetBytes(_ee.Output);
        string at = network.Time.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        JsonElement told = await _ee.JsonAsync("attestation", "verify", "-", "--at", at, "--platform", TestNetwork.PlatformFolder);
        Assert.True(told.GetProperty("reproduced").GetBoolean());
    }

    [Fact]
    public async Task WrongUsageIsToldBeforeAnythingIsAsked()
    {
        Assert.Equal(2, await _ee.RunAsync("attestation", "verify", _ee.PathOf("none.json")));
        Assert.Equal(2, await _ee.RunAsync("attestation", "verify", _ee.Write("half.json", "{}"u8.ToArray())));
        Assert.Equal(2, await _ee.RunAsync("attestation", "verify", _ee.Write("a.jwt", "a.b.c"u8.ToArray()), "--jwks", _ee.Write("bad.json", "{}"u8.ToArray())));
        Assert.Equal(2, await _ee.RunAsync("attestation", "verify", _ee.Write("b.jwt", "a.b.c"u8.ToArray()), "--server", "http://control.example.com"));
    }

    private async Task<TestNetwork> StartAsync()
    {
        TestNetwork network = await TestNetwork.StartAsync();
        _ee.Network = new Reach();
        _ee.Variables["EE_CONTROL_URL"] = network.Plane.ControlUrl.ToString();
        return network;
    }

    // Outlives the clients of several commands.
    private sealed class Reach : HttpMessageHandler
    {
        private static readonly HttpMessageInvoker Far = new(new HttpClientHandler());

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Far.SendAsync(request, cancellationToken);
    }
}
