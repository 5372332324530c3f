using System.Text.RegularExpressions;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Tests.Architecture;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>Every rule of a network and every status: what breaks it, and the nearest neighbour that does not.</summary>
public sealed partial class PolicyCatalogueTests
{
    private static readonly NetworkPolicy Sandbox = NetworkPolicy.Sandbox1(development: true);
    private static readonly NetworkPolicy Forge = NetworkPolicy.Forge1 with { TrustRoots = Sandbox.TrustRoots };
    private static readonly string Ppid = Convert.ToHexStringLower(Platform.Ppid.Span);

    private static readonly PolicyPair[] Pairs =
    [
        new("policy_refused:trust_root", Td, Td) { RefusedBy = NetworkPolicy.Sandbox1(development: false) },
        new("policy_refused:platform", Td, Td)
        {
            RefusedBy = Sandbox with { AllowedPlatforms = new HashSet<string> { new('0', 32) } },
            AcceptedBy = Sandbox with { AllowedPlatforms = new HashSet<string> { new('0', 32), Ppid } },
        },
        new("debug_enclave", Attributes(SimulatedTd.Debug), Attributes(0)),
        new("policy_refused:tud_bits", Attributes(1UL << 7), Attributes(0)),
        new("policy_refused:reserved_attribute_bits", Attributes(1UL << 26), Attributes(1UL << 27)),
        new("policy_refused:reserved_attribute_bits", Attributes(1UL << 61), Attributes(1UL << 62)),
        new("policy_refused:migratable", Attributes(SimulatedTd.Migratable), Attributes(0)),
        new("policy_refused:migratable", Attributes(SimulatedTd.Migratable), Attributes(SimulatedTd.Migratable))
        {
            AcceptedBy = Sandbox with { AllowMigratable = true },
        },
        new("policy_refused:sept_ve_disable", Td with { TdAttributes = 0 }, Td with { TdAttributes = SimulatedTd.SeptVeDisable }),
        new("policy_refused:xfam", Td with { Xfam = 0x602e6 }, Td with { Xfam = 0x602e7 }),
        new("policy_refused:xfam", Td, Td)
        {
            RefusedBy = Sandbox with { AllowedXfamBits = 0x602e3 }, AcceptedBy = Sandbox with { AllowedXfamBits = 0x602e7 },
        },
        new("policy_refused:seam", Td with { MrSignerSeam = Register(1) }, Td with { MrSignerSeam = Register(0) }) { ModuleSigner = true },
        new("policy_refused:tcb_evaluation_number", Td, Td)
        {
            RefusedBy = Sandbox with { MinTcbEvaluationNumber = StandardTcb.EvaluationNumber + 1 },
            AcceptedBy = Sandbox with { MinTcbEvaluationNumber = StandardTcb.EvaluationNumber },
        },
        new("policy_refused:mr_seam", Td with { MrSeam = Register(1) }, Td with { MrSeam = Register(2) })
        {
            RefusedBy = Sandbox with { AllowedMrSeams = Registers(2) }, AcceptedBy = Sandbox with { AllowedMrSeams = Registers(2) },
        },
        new("policy_refused:service_td", TdV5 with { MrServiceTd = Register(1) }, TdV5 with { MrServiceTd = Register(0) }),
        new("policy_refused:service_td", TdV5 with { MrServiceTd = Register(1) }, TdV5 with { MrServiceTd = Register(1) })
        {
            AcceptedBy = Sandbox with { AllowedServiceTds = Registers(1) },
        },
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Pairs.Length)];

    public static TheoryData<TcbStatus> Statuses => [.. Enum.GetValues<TcbStatus>()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARuleRefusesWithAnExplanationAndItsNeighbourPasses(int index)
    {
        var pair = Pairs[index];

        var refusal = Assert.IsType<PolicyRefusal>(Judge(pair.Refused, pair.RefusedBy ?? Sandbox, pair.ModuleSigner));
        Assert.Equal(pair.Reason, refusal.Reason);
        Assert.NotEmpty(refusal.Detail!);
        Assert.Null(Judge(pair.Accepted, pair.AcceptedBy ?? Sandbox, pair.ModuleSigner));
    }

    [Fact]
    public void EveryRuleInTheCodeIsHere()
    {
        var source = SourceTree.Code.Single(file => file.Path == "src/Attestation/Policies/TdPolicy.cs").Text;
        var rules = RuleLiteral().Matches(source).Select(match => match.Groups["rule"].Value).Except(["collateral_unavailable"]).Distinct();

        Assert.Empty(rules.Except(Pairs.Select(pair => pair.Reason.Replace("policy_refused:", "", StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void AStatusPassesWhereItIsListedAndIsNamedWhereNot(TcbStatus status)
    {
        var verdict = Verify(new SyntheticCase("status") { Quote = QuoteOptions.ForStatus(status) });
        Assert.Equal(status, verdict.Appraisal!.Status);

        foreach (var network in (NetworkPolicy[])[Sandbox, Forge])
        {
            var expected = network.AcceptedStatuses.Contains(status) ? null : $"tcb_rejected:{status}";
            Assert.Equal(expected, TdPolicy.Judge(verdict, network)?.Reason);
        }

        if (TcbStatuses.IsNeverAcceptable(status))
        {
            Assert.Throws<ArgumentException>(() => Sandbox with { AcceptedStatuses = new HashSet<TcbStatus> { status } });
            return;
        }

        Assert.Null(TdPolicy.Judge(verdict, Forge with { AcceptedStatuses = new HashSet<TcbStatus> { status } }));
        Assert.Equal(
            $"tcb_rejected:{status}",
            TdPolicy.Judge(verdict, Forge with { AcceptedStatuses = AllBut(status) })?.Reason);
    }

    [Fact]
    public void ForgeTakesUpToDateAndSoftwareHardeningAlone() =>
        Assert.Equal([TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded], Forge.AcceptedStatuses.Order());

    private static PolicyRefusal? Judge(SimulatedTd td, NetworkPolicy policy, bool moduleSigner)
    {
        // A module of another signer is authentic only under a TCB info that names this signer.
        var collateral = moduleSigner
            ? TcbInfo(t => t with { Modules = [.. t.Modules!.Select(m => m with { MrSigner = Convert.ToHexString(td.MrSignerSeam.Span) })] })
            : null;
        var verdict = Verify(new SyntheticCase("policy") { Td = td, Collateral = collateral });
        Assert.Null(verdict.Failure);
        return TdPolicy.Judge(verdict, policy);
    }

    private static HashSet<TcbStatus> AllBut(TcbStatus status) =>
        [.. Enum.GetValues<TcbStatus>().Where(other => other != status && !TcbStatuses.IsNeverAcceptable(other))];

    private static SimulatedTd Attributes(ulong bits) => Td with { TdAttributes = SimulatedTd.SeptVeDisable | bits };

    private static HashSet<string> Registers(byte last) => [Convert.ToHexStringLower(Register(last).Span)];

    private static ReadOnlyMemory<byte> Register(byte last) => new byte[47].Append(last).ToArray();

    [GeneratedRegex("\"(?<rule>[a-z_]+)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RuleLiteral();

    /// <summary>A TD that breaks a rule, and its neighbour that keeps it.</summary>
    private sealed record PolicyPair(string Reason, SimulatedTd Refused, SimulatedTd Accepted)
    {
        /// <summary>Who refuses; the sandbox where null.</summary>
        public NetworkPolicy? RefusedBy { get; init; }

        /// <summary>Who accepts; the sandbox where null.</summary>
        public NetworkPolicy? AcceptedBy { get; init; }

        /// <summary>Whether the TCB info names the module's signer, whatever it is.</summary>
        public bool ModuleSigner { get; init; }
    }
}
