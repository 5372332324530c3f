using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>The control plane's own quote, as whoever relies on it asks for it.</summary>
public sealed class OwnAttestationTests
{
    private static readonly string Nonce = new('7', 64);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheQuoteBindsTheKeysAndTheNonce(bool attestedTls)
    {
        await using TestNetwork network = await TestNetwork.StartEmptyAsync(options => options with { RaTls = attestedTls }, new MemoryStore());
        string seen = "-";
        using HttpClient http = new(new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => (seen = TlsFiles.KeyOf((X509Certificate)certificate!)).Length > 0,
            },
        });

        JsonElement answer = JsonElement.Parse(await http.GetStringAsync(new Uri(network.Plane.ControlUrl, "/v1/attestation?nonce=" + Nonce)));

        Assert.True(JsonWebKeySet.TryParse(await http.GetByteArrayAsync(new Uri(network.Plane.ControlUrl, "/.well-known/jwks.json")), out JsonWebKeySet? keys));
        string thumbprint = answer.GetProperty("jwks_thumbprint").GetString()!;
        Assert.NotNull(keys.Find(thumbprint));
        Assert.Equal(seen, answer.GetProperty("tls_spki").GetString());
        Assert.Equal(attestedTls, seen != "-");
        Assert.True(Quote.TryParse(answer.GetProperty("quote").GetBytesFromBase64(), out Quote? quote, out _));
        Assert.True(new ServerBinding(seen, thumbprint, Nonce).Fits(quote.Body.ReportData.Span));
        Assert.False(new ServerBinding(seen, thumbprint, new string('8', 64)).Fits(quote.Body.ReportData.Span));
        Assert.Equal(Convert.ToHexStringLower(quote.Body.ReportData.Span), answer.GetProperty("report_data").GetString());
        Assert.True(new QuoteVerifier(TestNetwork.Platform.TrustRoot).Authenticate(quote, network.Time.Now).Succeeded);
        Assert.Equal("development", answer.GetProperty("mode").GetString());
    }

    [Fact]
    public async Task ItIsMadeOnceASecondForWholeNoncesOnly()
    {
        await using TestNetwork network = await TestNetwork.StartEmptyAsync(same => same, new MemoryStore());

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_field"), await AskAsync(network, ""));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_field"), await AskAsync(network, "?nonce=" + Nonce.ToUpperInvariant() + "0"));
        Assert.Equal((HttpStatusCode.OK, null), await AskAsync(network, "?nonce=" + Nonce));
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_requests"), await AskAsync(network, "?nonce=" + Nonce));
        network.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode.OK, null), await AskAsync(network, "?nonce=" + Nonce));
    }

    [Fact]
    public async Task OutsideATdThereIsNone()
    {
        await using TestNetwork network = await TestNetwork.StartEmptyAsync(
            options => options with { DevelopmentPlatform = null, TsmPath = "/nonexistent/tsm" }, new MemoryStore());

        Assert.Equal((HttpStatusCode.NotFound, "no_quotes"), await AskAsync(network, "?nonce=" + Nonce));
    }

    [Fact]
    public async Task AQuotingServiceThatFailsIsTold()
    {
        string folder = Directory.CreateTempSubdirectory("ee-tsm-").FullName;
        await using TestNetwork network = await TestNetwork.StartEmptyAsync(
            options => options with { DevelopmentPlatform = null, TsmPath = folder }, new MemoryStore());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "quote_unavailable"), await AskAsync(network, "?nonce=" + Nonce));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task AttestedTlsWithoutQuotesDoesNotStart()
    {
        InvalidDataException fault = await Assert.ThrowsAsync<InvalidDataException>(() => TestNetwork.StartEmptyAsync(
            options => options with { DevelopmentPlatform = null, TsmPath = "/nonexistent/tsm", RaTls = true }, new MemoryStore()));

        Assert.StartsWith("EE_RATLS_ENABLED: this machine makes no quotes", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string? Error)> AskAsync(TestNetwork network, string query)
    {
        using HttpResponseMessage answer = await network.Http.GetAsync(new Uri(network.Plane.ControlUrl, "/v1/attestation" + query));
        JsonElement body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, body.TryGetProperty("error", out JsonElement error) ? error.GetString() : null);
    }
}
