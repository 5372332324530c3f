using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Simulation.Collateral;

/// <summary>One way in which collateral alone brings a standard quote to a status, as a TCB recovery does to a fleet.</summary>
/// <remarks>The relaunch statuses need a quote with TD report 1.5 whose TEE_TCB_SVN_2 is <c>7, 1, 3</c> or newer; others then stay OutOfDate.</remarks>
/// <param name="Name">What the collateral says, in a few words.</param>
/// <param name="Options">Issues such collateral.</param>
public sealed record CollateralWay(string Name, CollateralOptions Options)
{
    private static readonly DateTimeOffset Date = new(2025, 11, 12, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every way to a status, the plainest first; never empty.</summary>
    public static IReadOnlyList<CollateralWay> For(TcbStatus status) => status switch
    {
        TcbStatus.UpToDate => [new("standard levels", new()), new("one level that all reach", Platform("UpToDate"))],
        TcbStatus.SWHardeningNeeded or TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded =>
            [new("platform level", Platform(status.ToString()))],
        TcbStatus.OutOfDate =>
        [
            new("platform level", Platform("OutOfDate")),
            new("module level", Module("OutOfDate")),
            new("QE level", Qe("OutOfDate")),
            new("QE level of another status", Qe("SWHardeningNeeded")),
        ],
        TcbStatus.OutOfDateConfigurationNeeded =>
        [
            new("platform level", Platform("OutOfDateConfigurationNeeded")),
            new("module level under ConfigurationNeeded", Platform("ConfigurationNeeded").And(Module("OutOfDate"))),
            new("QE level under ConfigurationAndSWHardeningNeeded", Platform("ConfigurationAndSWHardeningNeeded").And(Qe("OutOfDate"))),
        ],
        TcbStatus.TDRelaunchAdvised => [new("module level below a newest one", Relaunch())],
        TcbStatus.TDRelaunchAdvisedConfigurationNeeded =>
            [new("module level below a newest one, under ConfigurationNeeded", Platform("ConfigurationNeeded").And(Relaunch()))],
        TcbStatus.TcbNotSupported =>
        [
            new("platform levels out of reach", new() { TcbInfo = recipe => recipe with { Levels = [Level("UpToDate", StandardTcb.Rung + 1)] } }),
            new("module levels out of reach", Modules(new SvnLevelRecipe(7, "UpToDate", Date))),
            new("QE levels out of reach", QeLevels(new SvnLevelRecipe(StandardTcb.QeSvn + 1, "UpToDate", Date))),
        ],
        TcbStatus.Revoked =>
        [
            new("platform level", Platform("Revoked")),
            new("module level", Module("Revoked")),
            new("QE level", Qe("Revoked")),
            new("module level under OutOfDate", Platform("OutOfDate").And(Module("Revoked"))),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };

    private static CollateralOptions Platform(string status) => new() { TcbInfo = recipe => recipe with { Levels = [Level(status, 0)] } };

    private static TcbLevelRecipe Level(string status, int rung) => new(StandardTcb.Sgx(rung), 0, StandardTcb.Tdx(3), status, Date);

    private static CollateralOptions Module(string status) => Modules(new SvnLevelRecipe(0, status, Date));

    private static CollateralOptions Relaunch() => Modules(new(7, "UpToDate", Date), new(6, "OutOfDate", Date));

    private static CollateralOptions Modules(params SvnLevelRecipe[] levels) => new()
    {
        TcbInfo = recipe => recipe with { Modules = [.. recipe.Modules!.Select(module => module with { Levels = levels })] },
    };

    private static CollateralOptions Qe(string status) => QeLevels(new SvnLevelRecipe(0, status, Date));

    private static CollateralOptions QeLevels(params SvnLevelRecipe[] levels) => new() { QeIdentity = recipe => recipe with { Levels = levels } };
}
