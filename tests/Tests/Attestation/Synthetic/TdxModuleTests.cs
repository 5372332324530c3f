using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;
using static EasyEnclave.Attestation.VerificationFailure;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>The TDX module in a TD report: one that TCB info knows, with Intel's signer and attributes.</summary>
public sealed class TdxModuleTests
{
    private static readonly ReadOnlyMemory<byte> OneInRegister = new byte[47].Append((byte)1).ToArray();

    private static readonly SyntheticCase[] All =
    [
        new("TDX_01") { Quote = Module(6, 1) },
        new("TDX_03") { Quote = Module(3, 3) },
        new("version 0") { Quote = Module(5, 0) },
        new("TDX_02, which is not listed", TdxModuleMismatch) { Quote = Module(6, 2) },
        new("TDX_1F, listed in lower case") { Quote = Module(6, 0x1f), Collateral = OnlyModule(m => m with { Id = "TDX_1f" }) },
        new("TDX_1F, listed in upper case") { Quote = Module(6, 0x1f), Collateral = OnlyModule(m => m with { Id = "TDX_1F" }) },
        new("version 31, listed in decimal", TdxModuleMismatch) { Quote = Module(6, 31), Collateral = OnlyModule(m => m with { Id = "TDX_31" }) },
        new("no identities at all", TdxModuleMismatch) { Collateral = TcbInfo(t => t with { Modules = null }) },
        new("version 0 and no identities at all") { Quote = Module(5, 0), Collateral = TcbInfo(t => t with { Modules = null }) },
        new("another signer", TdxModuleMismatch) { Quote = TdOf(td => td with { MrSignerSeam = OneInRegister }) },
        new("another signer of version 0", TdxModuleMismatch) { Quote = Module(5, 0).And(TdOf(td => td with { MrSignerSeam = OneInRegister })) },
        new("a signer that only version 0 asks for")
        {
            Collateral = TcbInfo(t => t with { Module = t.Module with { MrSigner = new string('1', 96) } }),
        },
        new("a signer that its identity asks for, and the quote has not", TdxModuleMismatch)
        {
            Collateral = OnlyModule(m => m with { Id = "TDX_01", MrSigner = new string('1', 96) }),
        },
        new("attributes", TdxModuleMismatch) { Quote = TdOf(td => td with { SeamAttributes = 1 }) },
        new("attributes of version 0", TdxModuleMismatch) { Quote = Module(5, 0).And(TdOf(td => td with { SeamAttributes = 1UL << 63 })) },
        new("attributes outside of a narrow mask", TdxModuleMismatch)
        {
            Quote = TdOf(td => td with { SeamAttributes = 1UL << 63 }),
            Collateral = OnlyModule(m => m with { Id = "TDX_01", AttributesMask = "FFFFFFFF00000000" }),
        },
        new("another MRSEAM") { Quote = TdOf(td => td with { MrSeam = OneInRegister }) },
    ];

    public static TheoryData<string> Cases => Names(All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule(string name) => All.Single(@case => @case.Name == name).Check();

    private static QuoteOptions Module(byte svn, byte version) => TdOf(td => td with { TeeTcbSvn = SimulatedTd.Svn(svn, version, 3) });

    private static CollateralOptions OnlyModule(Func<ModuleRecipe, ModuleRecipe> change) =>
        TcbInfo(t => t with { Modules = [change(StandardTcb.Modules[1])] });
}
