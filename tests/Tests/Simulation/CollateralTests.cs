using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Collateral;

namespace EasyEnclave.Tests.Simulation;

/// <summary>Collateral of a simulated platform, read with the framework's own parsers.</summary>
public sealed class CollateralTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SimulatedPlatform Platform = SimulatedPlatform.FromSeed(1, Now);

    [Fact]
    public void DocumentsAreSignedByTheDeliveredChain()
    {
        var bundle = Platform.IssueCollateral(Now);

        foreach (var (document, chain) in new[] { (bundle.TcbInfo!, bundle.TcbInfoIssuerChain!), (bundle.QeIdentity!, bundle.QeIdentityIssuerChain!) })
        {
            using var signer = X509Certificate2.CreateFromPem(chain);
            using var key = signer.GetECDsaPublicKey()!;
            Assert.True(key.VerifyData(document.Body.Span, document.Signature.Span, HashAlgorithmName.SHA256));
        }
    }

    [Theory]
    [InlineData(PckCa.Platform)]
    [InlineData(PckCa.Processor)]
    public void CrlsParse(PckCa ca)
    {
        var bundle = Platform.IssueCollateral(Now, new CollateralOptions { Ca = ca });

        CertificateRevocationListBuilder.Load(bundle.RootCaCrl!.Value.Span, out var rootNumber, out var rootRead);
        CertificateRevocationListBuilder.Load(bundle.PckCrl!.Value.Span, out var pckNumber, out var pckRead);

        Assert.Equal(bundle.RootCaCrl.Value.Length, rootRead);
        Assert.Equal(bundle.PckCrl.Value.Length, pckRead);
        Assert.Equal(rootNumber, pckNumber);
    }

    [Fact]
    public void TheWindowStartsWithTheDayAndLastsThirty()
    {
        using var tcb = JsonDocument.Parse(Platform.IssueCollateral(Now).TcbInfo!.Body);

        Assert.Equal("2026-03-01T00:00:00Z", tcb.RootElement.GetProperty("issueDate").GetString());
        Assert.Equal("2026-03-31T00:00:00Z", tcb.RootElement.GetProperty("nextUpdate").GetString());
        Assert.Equal(Platform.Fmspc, tcb.RootElement.GetProperty("fmspc").GetString());
    }

    [Fact]
    public void ASeedRepeatsKeysAndIdentifiersAndAnotherSeedDoesNot()
    {
        var again = SimulatedPlatform.FromSeed(1, Now);
        var other = SimulatedPlatform.FromSeed(2, Now);

        Assert.Equal(Platform.TrustRoot.PublicKey.ToArray(), again.TrustRoot.PublicKey.ToArray());
        Assert.Equal(Platform.Fmspc, again.Fmspc);
        Assert.NotEqual(Platform.TrustRoot.PublicKey.ToArray(), other.TrustRoot.PublicKey.ToArray());
        Assert.NotEqual(Platform.Fmspc, other.Fmspc);
    }

    [Fact]
    public async Task TheSourceRenewsWhenTheWindowIsHalfOver()
    {
        var time = new Testing.ManualTime(Now);
        var source = new SimulatedCollateralSource(Platform, time);

        var first = await source.FetchAsync(Platform.Fmspc, PckCa.Platform, CancellationToken.None);
        time.AdvanceTo(new DateTimeOffset(2026, 3, 15, 23, 59, 59, TimeSpan.Zero));
        var held = await source.FetchAsync(Platform.Fmspc, PckCa.Platform, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1));
        var renewed = await source.FetchAsync(Platform.Fmspc, PckCa.Platform, CancellationToken.None);

        Assert.Same(first, held);
        Assert.NotSame(first, renewed);
    }

    [Fact]
    public async Task TheSourceHasNothingAboutAnotherPlatform()
    {
        var source = new SimulatedCollateralSource(Platform, new Testing.ManualTime(Now));

        var bundle = await source.FetchAsync("00806F050000", PckCa.Platform, CancellationToken.None);

        Assert.Equal(new CollateralBundle(), bundle);
    }
}
