using System.Numerics;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Tests.Attestation.Synthetic;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Attestation.Tcb;

public sealed class TcbExplanationTests
{
    private static readonly DateTimeOffset Date = new(2025, 5, 14, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ItSaysWhatIsShortWhatMendsItWhatAppliesAndUntilWhen() => Assert.Equal(
        "OutOfDate: update BIOS and microcode, the TDX module, the PCE. Below the newest level: SGX component 3 OS/VMM has 2, needs 4; "
        + "PCE SVN has 11, needs 13; TDX module TDX_01 has 5, needs 7. Advisories: INTEL-SA-00615, INTEL-SA-00837. "
        + "What was known by 2025-05-14T00:00:00Z is mended on this platform. The network's grace for it ends at 2025-06-01T00:00:00Z. "
        + "The collateral that says so ends at 2026-03-31T00:00:00Z.",
        TcbExplanation.Of(
            Of(TcbStatus.OutOfDate) with
            {
                Advisories = ["INTEL-SA-00615", "INTEL-SA-00837"],
                Shortfalls =
                [
                    new(TcbHalf.SgxComponent, "3 OS/VMM", 2, 4), new(TcbHalf.Pce, "pcesvn", 11, 13), new(TcbHalf.TdxModule, "TDX_01", 5, 7),
                ],
            },
            Window(),
            new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData(TcbStatus.UpToDate, "nothing is known")]
    [InlineData(TcbStatus.SWHardeningNeeded, "software in the TD")]
    [InlineData(TcbStatus.ConfigurationNeeded, "BIOS settings")]
    [InlineData(TcbStatus.ConfigurationAndSWHardeningNeeded, "BIOS settings")]
    [InlineData(TcbStatus.OutOfDate, "update the quoting enclave")]
    [InlineData(TcbStatus.OutOfDateConfigurationNeeded, "update the quoting enclave, and change BIOS settings")]
    [InlineData(TcbStatus.TDRelaunchAdvised, "start this TD anew")]
    [InlineData(TcbStatus.TDRelaunchAdvisedConfigurationNeeded, "start this TD anew")]
    [InlineData(TcbStatus.TcbNotSupported, "below every level")]
    [InlineData(TcbStatus.Revoked, "withdrew")]
    public void EveryStatusHasItsRemedy(TcbStatus status, string says)
    {
        var text = TcbExplanation.Of(Of(status) with { Shortfalls = [new(TcbHalf.QuotingEnclave, "TD_QE", 4, 6)] }, null, null);

        Assert.StartsWith($"{status}: ", text);
        Assert.Contains(says, text, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryStatusOfTheSyntheticPlatformIsExplainedInOnePlainLine() => Assert.All(Enum.GetValues<TcbStatus>(), status =>
    {
        var verdict = SyntheticPlatform.Verify(new SyntheticCase("status") { Quote = QuoteOptions.ForStatus(status) });

        AssertPlain(TcbExplanation.Of(verdict.Appraisal!, verdict.Collateral, null));
        Assert.Equal(
            verdict.Appraisal!.Status is TcbStatus.UpToDate or TcbStatus.SWHardeningNeeded,
            TdPolicy.Judge(verdict, NetworkPolicy.Forge1 with { TrustRoots = new HashSet<string> { verdict.TrustRoot } }) is null);
    });

    [Fact]
    public void WhateverADocumentCallsThingsTheTextStaysPlainAndShort()
    {
        Gen<string> name = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");
        Prop.ForAll(name.ListOf().ToArbitrary(), names => AssertPlain(TcbExplanation.Of(
            Of(TcbStatus.OutOfDate) with
            {
                Advisories = [.. names.Where(text => text.Length > 0)],
                Shortfalls = [.. names.Select((text, i) => new SvnShortfall((TcbHalf)(i % 5), $"{i % 16} {text}", i, i + 1))],
            },
            Window(),
            Date))).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        var many = Of(TcbStatus.OutOfDate) with
        {
            Advisories = [.. Enumerable.Range(0, 1000).Select(i => $"INTEL-SA-{i:d5}")],
            Shortfalls = [.. Enumerable.Range(0, 35).Select(i => new SvnShortfall(TcbHalf.SgxComponent, new string('x', 64), i, 70_000))],
        };

        AssertPlain(TcbExplanation.Of(many, Window(), Date));
        Assert.Contains("and 984 more", TcbExplanation.Of(many, Window(), Date), StringComparison.Ordinal);
        Assert.Contains("1 not plainly written", TcbExplanation.Of(Of(TcbStatus.OutOfDate) with { Advisories = ["A\n-1"] }, null, null), StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusalSaysWhatTheNetworkHasAgainstIt()
    {
        var collateral = SyntheticPlatform.Platform.IssueCollateral(SyntheticPlatform.Now, CollateralOptions.ForStatus(TcbStatus.ConfigurationNeeded));
        var quote = SyntheticPlatform.Platform.Quote(SyntheticPlatform.Td, SyntheticPlatform.ReportData, SyntheticPlatform.StandardQuote);
        var verdict = SyntheticPlatform.Verify(quote, collateral);
        var forge = NetworkPolicy.Forge1 with { TrustRoots = new HashSet<string> { verdict.TrustRoot } };
        var over = forge with { GraceDays = new Dictionary<TcbStatus, int> { [TcbStatus.ConfigurationNeeded] = 0 } };

        Assert.StartsWith("forge-1 does not take this TCB status. ConfigurationNeeded: ", TdPolicy.Judge(verdict, forge)!.Detail);
        Assert.StartsWith("The grace of forge-1 for this TCB status is over. ConfigurationNeeded: ", TdPolicy.Judge(verdict, over)!.Detail);
    }

    private static void AssertPlain(string text)
    {
        Assert.InRange(text.Length, 1, TcbExplanation.MaxLength);
        Assert.All(text, c => Assert.InRange(c, ' ', '~'));
    }

    private static TcbAppraisal Of(TcbStatus status) => new()
    {
        Status = status,
        PlatformStatus = status,
        SgxStatus = status,
        QeStatus = TcbStatus.UpToDate,
        Advisories = [],
        TcbDate = Date,
        ModuleSvn = 5,
        QeSvn = 4,
        Shortfalls = [],
    };

    private static CollateralWindow Window() => new()
    {
        LatestIssue = Date,
        EarliestNextUpdate = new DateTimeOffset(2026, 3, 31, 0, 0, 0, TimeSpan.Zero),
        TcbInfoIssued = Date,
        TcbInfoNextUpdate = Date,
        TcbInfoEvaluationNumber = 1,
        QeIdentityIssued = Date,
        QeIdentityNextUpdate = Date,
        QeIdentityEvaluationNumber = 1,
        RootCrlThisUpdate = Date,
        RootCrlNextUpdate = Date,
        RootCrlNumber = BigInteger.One,
        PckCrlThisUpdate = Date,
        PckCrlNextUpdate = Date,
        PckCrlNumber = BigInteger.One,
    };
}
