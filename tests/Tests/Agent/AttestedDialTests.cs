using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Agent.Control;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Agent.Tunnel;
using EasyEnclave.Attestation.RaTls;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Agent;

/// <summary>To whom an agent in attested TLS says a word: nobody whose quote does not hold hears of it.</summary>
public sealed class AttestedDialTests : IDisposable
{
    private static readonly SimulatedTd Td = SimulatedTd.From("control-plane-1");
    private static readonly SimulatedPlatform Stranger = SimulatedPlatform.FromSeed(77, new ManualTime().Now);

    private readonly ManualTime _time = new();
    private readonly string _list = Path.GetTempFileName();

    public AttestedDialTests() => Publish(Td);

    public void Dispose() => File.Delete(_list);

    [Fact]
    public async Task AControlPlaneWhoseQuoteMatchesIsSpokenTo()
    {
        DialAnswer.Open open = Assert.IsType<DialAnswer.Open>(await DialAsync(Recipe()));

        open.Socket.Dispose();
        Assert.Matches("^[0-9a-f]{64}$", open.Keys.Server);
    }

    [Fact]
    public async Task WithoutAListAnyGenuineOneIs()
    {
        File.Delete(_list);

        Assert.IsType<DialAnswer.Open>(await DialAsync(Recipe(), new ControlTrust())).Socket.Dispose();
        await RefusedAsync("allowlist_not_found", Recipe());
    }

    [Fact]
    public async Task ACertificateWithoutAQuoteIsNotWhoeverSignedIt() =>
        await RefusedAsync("quote_invalid:certificate_quote_missing", Recipe() with { Quote = null });

    [Fact]
    public async Task AnotherTdIsAnother()
    {
        SimulatedTd other = Td with { Mrtd = SimulatedTd.From("other").Mrtd };

        await RefusedAsync("measurement_mismatch:mrtd", Recipe(other));
        Publish(other);
        Assert.IsType<DialAnswer.Open>(await DialAsync(Recipe(other))).Socket.Dispose();
    }

    [Fact]
    public async Task AQuoteOverAnotherKeyIsARelays()
    {
        using ECDsa real = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] recorded = TestNetwork.Platform.Quote(Td, KeyReportData.Of(real.ExportSubjectPublicKeyInfo()));

        await RefusedAsync("quote_invalid:certificate_key_not_bound", Recipe() with { Quote = _ => recorded });
    }

    [Fact]
    public async Task HardwareOfAnotherMakerIsNone() =>
        await RefusedAsync("quote_invalid:pck_chain_untrusted_root", Recipe() with { Quote = data => Stranger.Quote(Td, data) });

    [Fact]
    public async Task ACertificateHasItsTime()
    {
        RaTlsRecipe recipe = Recipe();

        await RefusedAsync("quote_invalid:certificate_expired", recipe with { NotBefore = _time.Now.AddDays(-1), NotAfter = _time.Now.AddSeconds(-1) });
        await RefusedAsync("quote_invalid:certificate_not_yet_valid", recipe with { NotBefore = _time.Now.AddDays(1), NotAfter = _time.Now.AddDays(2) });
    }

    [Fact]
    public async Task ADebuggedControlPlaneKeepsNoSecrets() =>
        await RefusedAsync("debug_enclave", Recipe(Td with { TdAttributes = Td.TdAttributes | SimulatedTd.Debug }));

    [Fact]
    public async Task ItsOwnCertificateHasAFreshKeyEachDayAndOneInBetween()
    {
        AgentCertificate own = new(new SimulatedQuoteSource(TestNetwork.Platform, Td), _time);

        var first = await own.CurrentAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromHours(11));
        Assert.Same(first, await own.CurrentAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromHours(1));
        var second = await own.CurrentAsync(CancellationToken.None);

        Assert.NotEqual(TlsFiles.KeyOf(first.TargetCertificate), TlsFiles.KeyOf(second.TargetCertificate));
        Assert.True(RaTlsCertificate.TryRead(second.TargetCertificate.RawDataMemory, _time.Now, out _, out RaTlsFailure failure), $"{failure}");
    }

    [Fact]
    public void DistrustIsNotRetriedInAHurryUnlessASourceIsDown()
    {
        ReconnectSchedule schedule = new(TimeSpan.FromSeconds(5), () => 0);

        Assert.Equal(TimeSpan.FromSeconds(30), schedule.After(new TunnelEnd.Distrusted("measurement_mismatch:mrtd", null)));
        Assert.Equal(TimeSpan.Zero, schedule.After(new TunnelEnd.Distrusted("collateral_unavailable", null)));
    }

    private RaTlsRecipe Recipe(SimulatedTd? td = null) => new()
    {
        NotBefore = _time.Now.AddMinutes(-1),
        NotAfter = _time.Now.AddDays(1),
        Quote = data => TestNetwork.Platform.Quote(td ?? Td, data),
    };

    private void Publish(SimulatedTd td) =>
        File.WriteAllBytes(_list, SimulatedRelease.Allowlist(td, SimulatedRelease.Claims("control-plane", isSealed: true), "v1", _time.Now));

    private async Task RefusedAsync(string reason, RaTlsRecipe recipe)
    {
        DialAnswer.Failed failed = Assert.IsType<DialAnswer.Failed>(await DialAsync(recipe, heard: false));
        Assert.Equal(reason, Assert.IsType<TunnelEnd.Distrusted>(failed.End).Reason);
    }

    private async Task<DialAnswer> DialAsync(RaTlsRecipe recipe, ControlTrust? trust = null, bool heard = true)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(recipe.Pair().Export(X509ContentType.Pkcs12), null);
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync(certificate);
        AgentOptions options = TestAgent.Options(plane.Url) with
        {
            QuoteProvider = QuoteProvider.Simulated,
            DevelopmentPlatform = TestNetwork.PlatformFolder,
            RaTls = trust ?? new ControlTrust { Allowlist = new ControlAllowlist.InFile(_list, null) },
        };
        using AttestedTls attested = AttestedTls.Of(options, new SimulatedQuoteSource(TestNetwork.Platform, Td), _time, NullLoggerFactory.Instance)!;
        DialAnswer answer = await new TunnelDialer(options, _time, attested: attested).DialAsync(CancellationToken.None);
        Assert.Equal(heard ? 1 : 0, plane.Dialled);
        return answer;
    }
}
