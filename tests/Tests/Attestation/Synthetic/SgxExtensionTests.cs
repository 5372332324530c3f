using EasyEnclave.Simulation.Collateral;
using static EasyEnclave.Attestation.VerificationFailure;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>Intel's extension of the PCK certificate: read by identifier, complete, without doubles, and for the right platform.</summary>
public sealed class SgxExtensionTests
{
    private static readonly SyntheticCase[] All =
    [
        new("elements in another order") { Quote = Sgx(s => s with { Elements = list => list.Reverse() }) },
        new("PPID missing", SgxExtension) { Quote = Sgx(s => s with { Elements = list => list.Skip(1) }) },
        new("TCB missing", SgxExtension) { Quote = Sgx(s => s with { Elements = list => [list[0], .. list.Skip(2)] }) },
        new("FMSPC missing", SgxExtension) { Quote = Sgx(s => s with { Elements = list => [.. list.Take(3), .. list.Skip(4)] }) },
        new("FMSPC twice", SgxExtension) { Quote = Sgx(s => s with { Elements = list => [.. list, list[3]] }) },
        new("FMSPC twice, the PPID gone", SgxExtension) { Quote = Sgx(s => s with { Elements = list => [.. list.Skip(1), list[3]] }) },
        new("no platform elements under the Platform CA", SgxExtension)
        {
            Quote = Sgx(s => s with { PlatformInstanceId = null, Configuration = null }),
        },
        new("platform elements under the Processor CA", SgxExtension)
        {
            Quote = Sgx(s => s with { PlatformInstanceId = new byte[16], Configuration = (true, true, true) }) with
            {
                Ca = EasyEnclave.Attestation.Collateral.PckCa.Processor,
            },
        },
        new("PPID of 15 bytes", SgxExtension) { Quote = Sgx(s => s with { Ppid = new byte[15] }) },
        new("FMSPC of 5 bytes", SgxExtension) { Quote = Sgx(s => s with { Fmspc = new byte[5] }) },
        new("PCEID of 3 bytes", SgxExtension) { Quote = Sgx(s => s with { PceId = new byte[3] }) },
        new("15 components", SgxExtension) { Quote = Sgx(s => s with { Components = s.Components[..15] }) },
        new("CPUSVN of 15 bytes", SgxExtension) { Quote = Sgx(s => s with { CpuSvn = new byte[15] }) },
        new("the highest PCESVN") { Quote = Sgx(s => s with { PceSvn = 65535 }) },
        new("PCESVN above 65535", SgxExtension) { Quote = Sgx(s => s with { PceSvn = 65536 }) },
        new("negative PCESVN", SgxExtension) { Quote = Sgx(s => s with { PceSvn = -1 }) },
        new("SGX type 2") { Quote = Sgx(s => s with { SgxType = 2 }) },
        new("SGX type 3", SgxExtension) { Quote = Sgx(s => s with { SgxType = 3 }) },
        new("another FMSPC", FmspcMismatch) { Quote = Sgx(s => s with { Fmspc = Convert.FromHexString("B0C06F000000") }) },
        new("another PCEID", PceIdMismatch) { Quote = Sgx(s => s with { PceId = new byte[] { 1, 0 } }) },
        new("TCB info of another FMSPC", FmspcMismatch) { Collateral = TcbInfo(t => t with { Fmspc = "B0C06F000000" }) },
        new("TCB info with its FMSPC in lower case") { Collateral = TcbInfo(t => t with { Fmspc = t.Fmspc.ToLowerInvariant() }) },
        new("TCB info of another PCEID", PceIdMismatch) { Collateral = TcbInfo(t => t with { PceId = "0001" }) },
    ];

    public static TheoryData<string> Cases => Names(All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule(string name) => All.Single(@case => @case.Name == name).Check();

    [Fact]
    public void ThePlatformIsTheOneInTheCertificate()
    {
        var platform = Verify(new SyntheticCase("standard")).Platform!;

        Assert.Equal(Convert.ToHexStringLower(Platform.Ppid.Span), platform.Ppid);
        Assert.Equal(Platform.Fmspc, platform.Fmspc);
        Assert.Equal(Convert.ToHexStringLower(Platform.PlatformInstanceId.Span), platform.PlatformInstanceId);
        Assert.Equal(StandardTcb.PceSvn, platform.PceSvn);
    }
}
