using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Keys;
using EasyEnclave.Simulation.Quotes;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>A verifier that has seen a platform before: what it kept saves signatures, never a question.</summary>
public sealed class WarmVerifierTests
{
    private const int QeReport = 770;
    private const int QeSignature = QeReport + 384;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VerificationCache _cache = new();
    private readonly byte[] _quote = Platform.Quote(Td, ReportData);

    [Theory]
    [InlineData(29, null)]
    [InlineData(30, VerificationFailure.TcbInfoWindow)]
    public void CollateralThatWasKeptStillExpires(int days, VerificationFailure? expected)
    {
        var collateral = Platform.IssueCollateral(Now);
        Assert.True(Judge(collateral, Now).Authentic);

        // Issued at the start of the day of Now, which is noon: the window ends half a day before the thirtieth noon.
        Assert.Equal(expected, Judge(collateral, Now.AddDays(days)).Failure);
    }

    [Fact]
    public void TheLastSecondOfTheWindowIsInside()
    {
        var collateral = Platform.IssueCollateral(Now);
        var end = new DateTimeOffset(2026, 3, 31, 0, 0, 0, TimeSpan.Zero);

        Assert.Null(Judge(collateral, end).Failure);
        Assert.NotNull(Judge(collateral, end + Second).Failure);
    }

    [Fact]
    public void ACertificateThatWasKeptStillExpires()
    {
        var options = Pck(c => c with { NotAfter = Now + Second });
        var quote = Platform.Quote(Td, ReportData, options);
        var verifier = new QuoteVerifier(Platform.TrustRoot, _cache);
        var collateral = Platform.IssueCollateral(Now);

        Assert.Null(verifier.Verify(quote, collateral, Now + Second).Failure);
        Assert.Equal(VerificationFailure.PckChainValidity, verifier.Verify(quote, collateral, Now + (2 * Second)).Failure);
    }

    [Fact]
    public void OnlyAChainOfAnAuthenticQuoteIsKept()
    {
        var verifier = new QuoteVerifier(Platform.TrustRoot, _cache);
        var forged = _quote.ToArray();
        forged[600] ^= 1;

        Assert.Equal(VerificationFailure.QuoteSignature, verifier.Authenticate(forged, Now).Failure);
        Assert.Equal(0, _cache.PckChains.Count);
        Assert.True(verifier.Authenticate(_quote, Now).Succeeded);
        Assert.True(verifier.Authenticate(_quote, Now).Succeeded);
        Assert.Equal(1, _cache.PckChains.Count);
    }

    [Fact]
    public void ANewerCrlRevokesAChainThatWasKept()
    {
        Assert.True(Judge(Platform.IssueCollateral(Now), Now).Authentic);

        var newer = Platform.IssueCollateral(Now, new CollateralOptions { Revoked = [PlatformRole.PlatformPck] });

        Assert.Equal(VerificationFailure.PckRevoked, Judge(newer, Now).Failure);
    }

    [Fact]
    public void OnlyAQeReportOfAnAuthenticQuoteIsKept()
    {
        var verifier = new QuoteVerifier(Platform.TrustRoot, _cache);
        var forged = _quote.ToArray();
        forged[600] ^= 1;

        Assert.False(verifier.Authenticate(forged, Now).Succeeded);
        Assert.Equal(0, _cache.QeReports.Count);
        Assert.True(verifier.Authenticate(_quote, Now).Succeeded);
        Assert.True(verifier.Authenticate(Platform.Quote(Td, new byte[64]), Now).Succeeded);
        Assert.Equal(1, _cache.QeReports.Count);
    }

    [Fact]
    public void AProvenQeReportWithAnotherSignatureIsAskedAnew()
    {
        var verifier = new QuoteVerifier(Platform.TrustRoot, _cache);
        Assert.True(verifier.Authenticate(_quote, Now).Succeeded);
        var changed = _quote.ToArray();
        changed[QeSignature + 10] ^= 1;

        Assert.Equal(VerificationFailure.QeReportSignature, verifier.Authenticate(changed, Now).Failure);
        Assert.Equal(VerificationFailure.QeReportSignature, new QuoteVerifier(Platform.TrustRoot).Authenticate(changed, Now).Failure);
    }

    [Fact]
    public void AProvenQeReportUnderAnotherPckKeyIsNoProof()
    {
        var verifier = new QuoteVerifier(Platform.TrustRoot, _cache);
        Assert.True(verifier.Authenticate(_quote, Now).Succeeded);
        var borrowed = Platform.Quote(Td, ReportData, new QuoteOptions { Pck = c => c with { Subject = PlatformRole.ProcessorPck } });

        // The PCK certificate is of another key, and the QE report and its signature are those that were proven.
        _quote.AsSpan(QeReport, QeSignature + 64 - QeReport).CopyTo(borrowed.AsSpan(QeReport));

        Assert.Equal(VerificationFailure.QeReportSignature, verifier.Authenticate(borrowed, Now).Failure);
    }

    [Fact]
    public void ANewerCrlRevokesAPlatformWhoseQeReportWasProven()
    {
        var verifier = new QuoteVerifier(Platform.TrustRoot, _cache);
        Assert.True(verifier.Verify(_quote, Platform.IssueCollateral(Now), Now).Authentic);
        Assert.Equal(1, _cache.QeReports.Count);
        var newer = Platform.IssueCollateral(Now, new CollateralOptions { Revoked = [PlatformRole.PlatformPck] });

        Assert.Equal(VerificationFailure.PckRevoked, verifier.Verify(_quote, newer, Now).Failure);
    }

    [Fact]
    public void NoMoreIsKeptThanFits()
    {
        var cache = new VerificationCache(maxPlatforms: 2);
        var verifier = new QuoteVerifier(Platform.TrustRoot, cache);
        foreach (var machine in Enumerable.Range(0, 5))
            Assert.True(verifier.Authenticate(Platform.Quote(Td, ReportData, QuoteOptions.OnMachine($"machine {machine}")), Now).Succeeded);

        Assert.Equal((2, 2), (cache.PckChains.Count, cache.QeReports.Count));
    }

    [Fact]
    public void ANewerTcbInfoChangesTheStatusOfTheSameQuote()
    {
        Assert.Equal(TcbStatus.UpToDate, Judge(Platform.IssueCollateral(Now), Now).Appraisal!.Status);

        var newer = Platform.IssueCollateral(Now, CollateralOptions.ForStatus(TcbStatus.OutOfDate));

        Assert.Equal(TcbStatus.OutOfDate, Judge(newer, Now).Appraisal!.Status);
    }

    [Fact]
    public void WhatOneRootProvedIsNoProofUnderAnother()
    {
        Assert.True(Judge(Platform.IssueCollateral(Now), Now).Authentic);

        var other = new QuoteVerifier(Other.TrustRoot, _cache);

        Assert.Equal(VerificationFailure.PckChainUntrustedRoot, other.Verify(_quote, Platform.IssueCollateral(Now), Now).Failure);
    }

    [Fact]
    public void AnAuthenticQuoteOfOneRootIsABugUnderAnother()
    {
        var authentic = new QuoteVerifier(Other.TrustRoot).Authenticate(Other.Quote(Td, ReportData), Now).Authentic!;

        Assert.Throws<ArgumentException>(() => new QuoteVerifier(Platform.TrustRoot).Appraise(authentic, Platform.IssueCollateral(Now), Now));
    }

    [Fact]
    public void TheCallersBufferMayChangeAfterwards()
    {
        var quote = _quote.ToArray();
        var collateral = Platform.IssueCollateral(Now);
        var verifier = new QuoteVerifier(Platform.TrustRoot, _cache);
        Assert.True(verifier.Verify(quote, collateral, Now).Authentic);

        Array.Clear(quote);

        Assert.True(verifier.Verify(_quote, collateral, Now).Authentic);
        Assert.False(verifier.Verify(quote, collateral, Now).Authentic);
    }

    [Fact]
    public async Task ThreadsMayShareAVerifier()
    {
        var verifier = new QuoteVerifier(Platform.TrustRoot, _cache);
        var collateral = Platform.IssueCollateral(Now);
        var machines = Enumerable.Range(0, 8).Select(i => QuoteOptions.OnMachine($"machine {i}")).ToArray();

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() =>
            verifier.Verify(Platform.Quote(Td, ReportData, machines[i % machines.Length]), collateral, Now))));

        Assert.All(verdicts, verdict => Assert.True(verdict.Authentic));
        Assert.Equal(machines.Length, verdicts.Select(verdict => verdict.Platform!.Ppid).Distinct().Count());
    }

    private Verdict Judge(CollateralBundle collateral, DateTimeOffset at) =>
        new QuoteVerifier(Platform.TrustRoot, _cache).Verify(_quote, collateral, at);
}
