using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Collateral;

namespace EasyEnclave.Simulation.Quotes;

/// <summary>One way in which a quote, appraised with standard collateral, comes to a status.</summary>
/// <param name="Name">What is behind, in a few words.</param>
/// <param name="Options">Makes such a quote; ways with a relaunch turn any TD into version 5 with report 1.5.</param>
public sealed record StatusWay(string Name, QuoteOptions Options)
{
    /// <summary>Every way to a status, the plainest first; never empty.</summary>
    public static IReadOnlyList<StatusWay> For(TcbStatus status) => status switch
    {
        TcbStatus.UpToDate =>
        [
            new("everything newest", new QuoteOptions()),
            new("module TDX_03", Svn(3, 3, 3)),
            new("module SVN above the newest level", Svn(9, 1, 3)),
            new("module of version 0", Svn(5, 0, 3)),
            new("SVNs above all levels", Platform(12).And(Qe(9))),
        ],
        TcbStatus.SWHardeningNeeded => [new("platform level", Platform(8))],
        TcbStatus.ConfigurationNeeded => [new("platform level", Platform(7))],
        TcbStatus.ConfigurationAndSWHardeningNeeded => [new("platform level", Platform(6))],
        TcbStatus.OutOfDate =>
        [
            new("platform level", Platform(5)),
            new("old PCE", PceSvn(10)),
            new("old TDX microcode", Svn(6, 1, 2)),
            new("old module", Svn(5, 1, 3)),
            new("old module TDX_03", Svn(2, 3, 3)),
            new("old QE", Qe(5)),
            new("old QE under SWHardeningNeeded", Platform(8).And(Qe(4))),
            new("old module and old QE", Svn(4, 1, 3).And(Qe(4))),
        ],
        TcbStatus.OutOfDateConfigurationNeeded =>
        [
            new("platform level", Platform(4)),
            new("old module under ConfigurationNeeded", Platform(7).And(Svn(4, 1, 3))),
            new("old QE under ConfigurationNeeded", Platform(7).And(Qe(4))),
            new("old QE under ConfigurationAndSWHardeningNeeded", Platform(6).And(Qe(4))),
        ],
        TcbStatus.TDRelaunchAdvised =>
        [
            new("newer module loaded", Relaunch(6, 1, 3)),
            new("newer module of another version loaded", Relaunch(3, 3, 3)),
            new("newer module of version 0 loaded", Relaunch(5, 0, 3)),
            new("newer module loaded under SWHardeningNeeded", Platform(8).And(Relaunch(6, 1, 3))),
        ],
        TcbStatus.TDRelaunchAdvisedConfigurationNeeded =>
        [
            new("newer module loaded under ConfigurationNeeded", Platform(7).And(Relaunch(6, 1, 3))),
            new("newer module loaded under ConfigurationAndSWHardeningNeeded", Platform(6).And(Relaunch(6, 1, 3))),
        ],
        TcbStatus.TcbNotSupported =>
        [
            new("platform below every level", Platform(2)),
            new("PCE below every level", PceSvn(4)),
            new("TDX microcode below every level", Svn(6, 1, 1)),
            new("module below every level", Svn(1, 1, 3)),
            new("module of version 0 below every level", Svn(4, 0, 3)),
            new("QE below every level", Qe(1)),
        ],
        TcbStatus.Revoked =>
        [
            new("platform level", Platform(3)),
            new("module", Svn(3, 1, 3)),
            new("module TDX_03", Svn(1, 3, 3)),
            new("QE", Qe(3)),
            new("QE under OutOfDate", Platform(5).And(Qe(2))),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };

    private static QuoteOptions Sgx(Func<SgxExtensionRecipe, SgxExtensionRecipe> change) => new()
    {
        Pck = recipe => recipe with { Sgx = recipe.Sgx is null ? null : change(recipe.Sgx) },
    };

    private static QuoteOptions Platform(int rung) =>
        Sgx(sgx => sgx with { Components = StandardTcb.Sgx(rung).Select(svn => (byte)svn).ToArray() });

    private static QuoteOptions PceSvn(int svn) => Sgx(sgx => sgx with { PceSvn = svn });

    private static QuoteOptions Qe(ushort svn) => new() { Qe = qe => qe with { IsvSvn = svn } };

    private static QuoteOptions Svn(byte module, byte version, byte microcode) => new()
    {
        Td = td => td with { TeeTcbSvn = SimulatedTd.Svn(module, version, microcode) },
    };

    private static QuoteOptions Relaunch(byte module, byte version, byte microcode) => new()
    {
        Td = td => td.AsV5() with { TeeTcbSvn = SimulatedTd.Svn(4, 1, 3), TeeTcbSvn2 = SimulatedTd.Svn(module, version, microcode) },
    };
}
