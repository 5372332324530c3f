using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>Every status a platform can have, by every way that leads there; never an error, since a status is a result.</summary>
public sealed class TcbStatusTests
{
    private static readonly SimulatedTd Reloaded = TdV5 with { TeeTcbSvn2 = SimulatedTd.Svn(7, 1, 3) };

    public static TheoryData<TcbStatus, string> QuoteWays =>
        Ways(status => StatusWay.For(status).Select(way => way.Name));

    public static TheoryData<TcbStatus, string> CollateralWays =>
        Ways(status => CollateralWay.For(status).Select(way => way.Name));

    [Theory]
    [MemberData(nameof(QuoteWays))]
    public void AQuoteReachesItsStatus(TcbStatus status, string way)
    {
        var options = StatusWay.For(status).Single(candidate => candidate.Name == way).Options;

        foreach (var (td, ca) in new[]
        {
            (Td, PckCa.Platform), (Td, PckCa.Processor), (TdV5, PckCa.Platform), (TdV5, PckCa.Processor),
        })
            Check(status, new SyntheticCase(way) { Td = td, Quote = options with { Ca = ca } });
    }

    [Theory]
    [MemberData(nameof(CollateralWays))]
    public void CollateralBringsAQuoteToItsStatus(TcbStatus status, string way)
    {
        var options = CollateralWay.For(status).Single(candidate => candidate.Name == way).Options;
        var td = status is TcbStatus.TDRelaunchAdvised or TcbStatus.TDRelaunchAdvisedConfigurationNeeded ? Reloaded : Td;

        Check(status, new SyntheticCase(way) { Td = td, Collateral = options });
    }

    [Theory]
    [InlineData(6, 1, 3, TcbStatus.TDRelaunchAdvised)]
    [InlineData(7, 1, 4, TcbStatus.TDRelaunchAdvised)]
    [InlineData(5, 1, 3, TcbStatus.OutOfDate)]
    [InlineData(6, 1, 2, TcbStatus.OutOfDate)]
    [InlineData(3, 3, 3, TcbStatus.TDRelaunchAdvised)]
    [InlineData(2, 3, 3, TcbStatus.OutOfDate)]
    [InlineData(9, 2, 3, TcbStatus.OutOfDate)]
    [InlineData(5, 0, 3, TcbStatus.TDRelaunchAdvised)]
    [InlineData(4, 0, 3, TcbStatus.OutOfDate)]
    [InlineData(5, 0, 2, TcbStatus.OutOfDate)]
    public void ARelaunchHelpsOnlyIfTheLoadedModuleIsNewest(byte svn, byte version, byte microcode, TcbStatus expected)
    {
        var td = TdV5 with { TeeTcbSvn = SimulatedTd.Svn(4, 1, 3), TeeTcbSvn2 = SimulatedTd.Svn(svn, version, microcode) };

        Check(expected, new SyntheticCase("relaunch") { Td = td });
    }

    [Fact]
    public void ARelaunchDoesNotHelpAnOldQuotingEnclave() =>
        Check(TcbStatus.OutOfDate, new SyntheticCase("QE") { Quote = QuoteOptions.ForStatus(TcbStatus.TDRelaunchAdvised).And(Qe(q => q with { IsvSvn = 4 })) });

    [Fact]
    public void ARelaunchDoesNotHelpAnOldPlatform() =>
        Check(TcbStatus.OutOfDate, new SyntheticCase("platform")
        {
            Quote = QuoteOptions.ForStatus(TcbStatus.OutOfDate).And(QuoteOptions.ForStatus(TcbStatus.TDRelaunchAdvised)),
        });

    [Fact]
    public void AReportWithoutTheLoadedModuleNeverAdvisesARelaunch() =>
        Check(TcbStatus.OutOfDate, new SyntheticCase("report 1.0") { Td = Td with { QuoteVersion = 5, TeeTcbSvn = SimulatedTd.Svn(4, 1, 3) } });

    [Fact]
    public void OnlyComponentsFromTheSecondOnCountForAModuleWithAnIdentity()
    {
        // A level that asks for a higher module SVN in component 0 than the module has: its identity judges that, not the level.
        var level = StandardTcb.Levels[0];
        var collateral = TcbInfo(t => t with { Levels = [level with { Tdx = [200, 7, .. level.Tdx.Skip(2)] }] });

        Check(TcbStatus.UpToDate, new SyntheticCase("with identity") { Collateral = collateral });
        Check(TcbStatus.TcbNotSupported, new SyntheticCase("version 0")
        {
            Collateral = collateral,
            Quote = TdOf(td => td with { TeeTcbSvn = SimulatedTd.Svn(5, 0, 3) }),
        });
    }

    [Fact]
    public void TheLastComponentCountsToo()
    {
        var level = StandardTcb.Levels[0];

        Check(TcbStatus.TcbNotSupported, new SyntheticCase("SGX") { Collateral = Only(level with { Sgx = [.. level.Sgx.Take(15), 1] }) });
        Check(TcbStatus.TcbNotSupported, new SyntheticCase("TDX") { Collateral = Only(level with { Tdx = [.. level.Tdx.Take(15), 1] }) });
        Check(TcbStatus.UpToDate, new SyntheticCase("both reached") { Collateral = Only(level) });

        static CollateralOptions Only(TcbLevelRecipe level) => TcbInfo(t => t with { Levels = [level] });
    }

    [Fact]
    public void ComponentsCountAndCpuSvnDoesNot() =>
        Check(TcbStatus.UpToDate, new SyntheticCase("CPUSVN") { Quote = Sgx(s => s with { CpuSvn = new byte[16] }) });

    [Fact]
    public void AdvisoriesOfAllPartsAreUnited()
    {
        var verdict = Verify(new SyntheticCase("all old")
        {
            Td = Td with { TeeTcbSvn = SimulatedTd.Svn(4, 1, 3) },
            Quote = QuoteOptions.ForStatus(TcbStatus.OutOfDate).And(Qe(q => q with { IsvSvn = 4 })),
        });

        Assert.Equal(["SIMULATED-SA-00001", "SIMULATED-SA-00101", "SIMULATED-SA-00401"], verdict.Appraisal!.Advisories);
    }

    [Fact]
    public void TheOldestDateOfAllPartsCounts()
    {
        var verdict = Verify(new SyntheticCase("old module") { Td = Td with { TeeTcbSvn = SimulatedTd.Svn(3, 1, 3) } });

        Assert.Equal(new DateTimeOffset(2023, 8, 9, 0, 0, 0, TimeSpan.Zero), verdict.Appraisal!.TcbDate);
    }

    [Fact]
    public void AnUpToDateLevelMayHaveAdvisories()
    {
        var collateral = TcbInfo(t => t with { Levels = [t.Levels[0] with { Advisories = ["SIMULATED-SA-09999"] }] });

        var verdict = Check(TcbStatus.UpToDate, new SyntheticCase("advised") { Collateral = collateral });

        Assert.Equal(["SIMULATED-SA-09999"], verdict.Appraisal!.Advisories);
    }

    private static TheoryData<TcbStatus, string> Ways(Func<TcbStatus, IEnumerable<string>> names)
    {
        var ways = new TheoryData<TcbStatus, string>();
        foreach (var status in Enum.GetValues<TcbStatus>())
        {
            foreach (var name in names(status)) ways.Add(status, name);
        }

        return ways;
    }

    private static EasyEnclave.Attestation.Verdict Check(TcbStatus expected, SyntheticCase @case)
    {
        var verdict = Verify(@case);
        Assert.Null(verdict.Failure);
        Assert.Equal(expected, verdict.Appraisal!.Status);
        return verdict;
    }
}
