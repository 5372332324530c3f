using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>What a network says of authentic quotes: TD attributes, service TDs, statuses and trust root.</summary>
public sealed class TdPolicyTests
{
    private static readonly NetworkPolicy Sandbox = NetworkPolicy.Sandbox1(development: true);
    private static readonly ReadOnlyMemory<byte> ServiceTd = new byte[47].Append((byte)1).ToArray();

    [Theory]
    [InlineData(SimulatedTd.SeptVeDisable, null)]
    [InlineData(SimulatedTd.SeptVeDisable | SimulatedTd.Debug, "debug_enclave")]
    [InlineData(SimulatedTd.SeptVeDisable | (1UL << 1), "policy_refused:tud_bits")]
    [InlineData(SimulatedTd.SeptVeDisable | (1UL << 7), "policy_refused:tud_bits")]
    [InlineData(SimulatedTd.SeptVeDisable | (1UL << 8), "policy_refused:reserved_attribute_bits")]
    [InlineData(SimulatedTd.SeptVeDisable | (1UL << 39), "policy_refused:reserved_attribute_bits")]
    [InlineData(SimulatedTd.SeptVeDisable | (1UL << 63), null)]
    [InlineData(SimulatedTd.SeptVeDisable | (1UL << 30), null)]
    [InlineData(SimulatedTd.SeptVeDisable | SimulatedTd.Migratable, "policy_refused:migratable")]
    [InlineData(0UL, "policy_refused:sept_ve_disable")]
    public void AttributesOfATd(ulong attributes, string? expected) => Check(expected, Td with { TdAttributes = attributes });

    [Fact]
    public void AServiceTdMustBeListed()
    {
        Check("policy_refused:service_td", TdV5 with { MrServiceTd = ServiceTd });
        Check(null, TdV5);
        Check(null, TdV5 with { MrServiceTd = ServiceTd }, Sandbox with { AllowedServiceTds = new HashSet<string> { Convert.ToHexStringLower(ServiceTd.Span) } });
    }

    [Theory]
    [InlineData(0x602e7, null)]
    [InlineData(0x602e6, "policy_refused:xfam")]
    [InlineData(0x602e5, "policy_refused:xfam")]
    public void TheFixedBitsOfXfamMustBeSet(ulong xfam, string? expected) => Check(expected, Td with { Xfam = xfam });

    [Theory]
    [InlineData(TcbStatus.UpToDate, true)]
    [InlineData(TcbStatus.SWHardeningNeeded, true)]
    [InlineData(TcbStatus.ConfigurationNeeded, true)]
    [InlineData(TcbStatus.ConfigurationAndSWHardeningNeeded, true)]
    [InlineData(TcbStatus.OutOfDate, true)]
    [InlineData(TcbStatus.OutOfDateConfigurationNeeded, true)]
    [InlineData(TcbStatus.TDRelaunchAdvised, false)]
    [InlineData(TcbStatus.TDRelaunchAdvisedConfigurationNeeded, false)]
    [InlineData(TcbStatus.TcbNotSupported, false)]
    [InlineData(TcbStatus.Revoked, false)]
    public void TheSandboxTakesWhatItLists(TcbStatus status, bool accepted)
    {
        var verdict = Verify(new SyntheticCase("status") { Quote = QuoteOptions.ForStatus(status) });

        Assert.Equal(accepted ? null : $"tcb_rejected:{status}", TdPolicy.Judge(verdict, Sandbox)?.Reason);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, "tcb_rejected:ConfigurationNeeded")]
    public void AGraceEndsAtItsInstant(int microseconds, string? expected)
    {
        var quote = Platform.Quote(Td, ReportData, QuoteOptions.ForStatus(TcbStatus.UpToDate));
        var collateral = Platform.IssueCollateral(Now, CollateralOptions.ForStatus(TcbStatus.ConfigurationNeeded));
        var date = Verify(quote, collateral).Appraisal!.TcbDate!.Value;
        var days = (Now.UtcDateTime.Date - date.UtcDateTime.Date).Days + 1;
        var policy = Sandbox with
        {
            AcceptedStatuses = new HashSet<TcbStatus> { TcbStatus.UpToDate },
            GraceDays = new Dictionary<TcbStatus, int> { [TcbStatus.ConfigurationNeeded] = days },
        };

        var verdict = Verify(quote, collateral, date.AddDays(days).AddMicroseconds(microseconds));

        Assert.Equal(expected, TdPolicy.Judge(verdict, policy)?.Reason);
    }

    [Theory]
    [InlineData(20, 20, null)]
    [InlineData(21, 20, null)]
    [InlineData(19, 20, "policy_refused:tcb_evaluation_number")]
    [InlineData(20, 19, "policy_refused:tcb_evaluation_number")]
    public void BothDocumentsMustReachTheLowestEvaluationNumber(int tcbInfo, int qeIdentity, string? expected)
    {
        var verdict = Verify(new SyntheticCase("numbers")
        {
            Collateral = TcbInfo(recipe => recipe with { EvaluationNumber = tcbInfo }).And(QeIdentity(recipe => recipe with { EvaluationNumber = qeIdentity })),
        });

        Assert.Equal(expected, TdPolicy.Judge(verdict, Sandbox with { MinTcbEvaluationNumber = 20 })?.Reason);
    }

    [Fact]
    public void ANetworkMayListModulesAndFeatures()
    {
        var verdict = Verify(new SyntheticCase("module"));
        var module = Convert.ToHexStringLower(verdict.Quote!.Body.MrSeam.Span);
        var features = verdict.Quote.Body.XfamBits;

        Assert.Null(TdPolicy.Judge(verdict, Sandbox with { AllowedMrSeams = new HashSet<string> { module } }));
        Assert.Equal(
            "policy_refused:mr_seam", TdPolicy.Judge(verdict, Sandbox with { AllowedMrSeams = new HashSet<string> { new('a', 96) } })?.Reason);
        Assert.Null(TdPolicy.Judge(verdict, Sandbox with { AllowedXfamBits = features }));
        Assert.Equal("policy_refused:xfam", TdPolicy.Judge(verdict, Sandbox with { AllowedXfamBits = features & 3 })?.Reason);
        Assert.Equal(
            "policy_refused:reserved_attribute_bits",
            TdPolicy.Judge(verdict, Sandbox with { KnownAttributeBits = TdAttributeBits.Perfmon, RequireSeptVeDisable = false })?.Reason);
    }

    [Fact]
    public void OutsideOfDevelopmentASimulatedPlatformPassesNowhere()
    {
        var verdict = Verify(new SyntheticCase("standard"));

        Assert.Equal("policy_refused:trust_root", TdPolicy.Judge(verdict, NetworkPolicy.Sandbox1(development: false))?.Reason);
        Assert.Equal("policy_refused:trust_root", TdPolicy.Judge(verdict, NetworkPolicy.Forge1)?.Reason);
        Assert.Null(TdPolicy.Judge(verdict, Sandbox));
    }

    [Fact]
    public void AnotherMachineUnderTheSameRootHasAnotherPpid()
    {
        var here = Verify(new SyntheticCase("here")).Platform!;
        var there = Verify(new SyntheticCase("there") { Quote = QuoteOptions.OnMachine("there") });
        var onProcessor = Verify(new SyntheticCase("processor") { Quote = QuoteOptions.OnMachine("there").And(ProcessorQuote) });

        Assert.NotEqual(here.Ppid, there.Platform!.Ppid);
        Assert.NotEqual(here.PlatformInstanceId, there.Platform.PlatformInstanceId);
        Assert.Equal(there.Platform.Ppid, onProcessor.Platform!.Ppid);
        Assert.Equal("policy_refused:platform", TdPolicy.Judge(there, Sandbox with { AllowedPlatforms = new HashSet<string> { here.Ppid } })?.Reason);
        Assert.Null(TdPolicy.Judge(there, Sandbox with { AllowedPlatforms = new HashSet<string> { there.Platform.Ppid } }));
    }

    [Fact]
    public void AReportWithoutFieldsOfTheNewerOneSaysSo()
    {
        var older = Verify(new SyntheticCase("1.0")).Quote!.Body;
        var newer = Verify(new SyntheticCase("1.5") { Td = TdV5 }).Quote!.Body;

        Assert.Null(older.TeeTcbSvn2);
        Assert.Null(older.MrServiceTd);
        Assert.Null(older.Register("rtmr4"));
        Assert.Equal(16, newer.TeeTcbSvn2!.Value.Length);
        Assert.Equal(48, newer.MrServiceTd!.Value.Length);
    }

    private static void Check(string? expected, SimulatedTd td, NetworkPolicy? policy = null)
    {
        var verdict = Verify(new SyntheticCase("policy") { Td = td });
        Assert.True(verdict.Authentic);
        Assert.Equal(expected, TdPolicy.Judge(verdict, policy ?? Sandbox)?.Reason);
    }
}
