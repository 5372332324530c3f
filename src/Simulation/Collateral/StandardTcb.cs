namespace EasyEnclave.Simulation.Collateral;

/// <summary>
/// The levels every simulated platform publishes unless told otherwise, laid out as a ladder so that a quote alone, by its SVNs,
/// can reach each status.
/// </summary>
/// <remarks>
/// The first SGX component picks the rung (9 is the newest); the rungs that are behind also take an older TDX microcode
/// (component 2 of the TDX SVNs), and the newest components with an old PCE are OutOfDate, as on real platforms.
/// </remarks>
public static class StandardTcb
{
    /// <summary>The evaluation number of both documents.</summary>
    public const int EvaluationNumber = 20;

    /// <summary>The signer of the simulated quoting enclave: this project's own, in no way Intel's.</summary>
    public const string QeMrSigner = "51A7EDC0DE51A7EDC0DE51A7EDC0DE51A7EDC0DE51A7EDC0DE51A7EDC0DE51A7";

    /// <summary>The newest rung: the first SGX component of an up-to-date machine.</summary>
    public const int Rung = 9;

    /// <summary>The SVN of the newest PCE.</summary>
    public const int PceSvn = 11;

    /// <summary>The SVN of the newest QE.</summary>
    public const int QeSvn = 6;

    private static readonly DateTimeOffset Newest = Day(2025, 5, 14);
    private static readonly DateTimeOffset Older = Day(2024, 11, 13);
    private static readonly DateTimeOffset Oldest = Day(2023, 8, 9);

    /// <summary>Levels of the modules TDX_01 and TDX_03.</summary>
    public static IReadOnlyList<ModuleRecipe> Modules { get; } =
    [
        new() { Id = "TDX_03", Levels = [new(3, "UpToDate", Newest), new(2, "OutOfDate", Older, "SIMULATED-SA-00301"), new(1, "Revoked", Oldest)] },
        new() { Id = "TDX_01", Levels = [new(6, "UpToDate", Newest), new(4, "OutOfDate", Older, "SIMULATED-SA-00101"), new(2, "Revoked", Oldest)] },
    ];

    /// <summary>Levels of the quoting enclave.</summary>
    public static IReadOnlyList<SvnLevelRecipe> QeLevels { get; } =
        [new(QeSvn, "UpToDate", Newest), new(4, "OutOfDate", Older, "SIMULATED-SA-00401"), new(2, "Revoked", Oldest)];

    /// <summary>Levels of the platform.</summary>
    public static IReadOnlyList<TcbLevelRecipe> Levels { get; } =
    [
        new(Sgx(Rung), PceSvn, Tdx(3), "UpToDate", Newest),
        new(Sgx(Rung), 5, Tdx(3), "OutOfDate", Oldest, "SIMULATED-SA-00001", "SIMULATED-SA-00002"),
        new(Sgx(8), PceSvn, Tdx(3), "SWHardeningNeeded", Newest, "SIMULATED-SA-00003"),
        new(Sgx(7), PceSvn, Tdx(3), "ConfigurationNeeded", Newest, "SIMULATED-SA-00004"),
        new(Sgx(6), PceSvn, Tdx(3), "ConfigurationAndSWHardeningNeeded", Newest, "SIMULATED-SA-00003", "SIMULATED-SA-00004"),
        new(Sgx(5), PceSvn, Tdx(2), "OutOfDate", Older, "SIMULATED-SA-00001"),
        new(Sgx(4), PceSvn, Tdx(2), "OutOfDateConfigurationNeeded", Older, "SIMULATED-SA-00001", "SIMULATED-SA-00004"),
        new(Sgx(3), 5, Tdx(2), "Revoked", Oldest, "SIMULATED-SA-00005"),
    ];

    /// <summary>The SGX components of a rung, 0 to 255.</summary>
    public static IReadOnlyList<int> Sgx(int rung) => [rung, 2, 2, 2, 3, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The TDX components with the given microcode SVN, 0 to 255.</summary>
    public static IReadOnlyList<int> Tdx(int microcode) => [5, 0, microcode, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
