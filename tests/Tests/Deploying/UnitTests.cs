using System.Diagnostics;
using System.Text.RegularExpressions;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Deploying;

/// <summary>The systemd units, held to the programs they start, and judged by systemd itself.</summary>
public sealed class UnitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-units-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheUnitsFitTheirPrograms()
    {
        Assert.Equal("", string.Join('\n', UnitLint.Faults(Read("easyenclave-node.service"), Read("node.env"), ShippedProgram.Node)));
        Assert.Equal("", string.Join('\n', UnitLint.Faults(Read("easyenclave-agent.service"), Read("agent.env"), ShippedProgram.Agent)));
    }

    [Theory]
    [InlineData("/node/EasyEnclave.Node", "/node/EasyEnclave.Server", "ExecStart starts")]
    [InlineData("TimeoutStopSec=30", "TimeoutStopSec=10", "TimeoutStopSec is less")]
    [InlineData("RestartPreventExitStatus=2", "", "again and again")]
    [InlineData("EE_DB_PATH=", "EE_DATABASE=", "EE_DATABASE is no variable")]
    [InlineData("EE_ADMIN_TOKEN_FILE=%d/admin_token", "EE_ADMIN_TOKEN=open-sesame", "EE_ADMIN_TOKEN is a secret")]
    [InlineData("EE_ADMIN_TOKEN_FILE=%d/admin_token", "EE_ADMIN_TOKEN_FILE=/etc/easyenclave/admin_token", "which is no credential")]
    [InlineData("LoadCredential=tls_key:", "LoadCredential=key:", "EE_TLS_KEY names %d/tls_key")]
    [InlineData("Environment=EE_TLS_KEY=%d/tls_key", "", "the credential tls_key is given and not used")]
    public void AUnitWithAFaultIsFound(string right, string wrong, string fault)
    {
        string good = Read("easyenclave-node.service");
        Assert.Contains(right, good, StringComparison.Ordinal);

        Assert.Contains(
            UnitLint.Faults(good.Replace(right, wrong, StringComparison.Ordinal), Read("node.env"), ShippedProgram.Node),
            found => found.Contains(fault, StringComparison.Ordinal));
    }

    [RequiresProgramTheory("systemd-analyze")]
    [InlineData("easyenclave-node.service")]
    [InlineData("easyenclave-agent.service")]
    public async Task SystemdFindsNothingToSayOfTheUnit(string name)
    {
        string unit = await WrittenAsync(name, Read(name));

        Assert.Equal((0, ""), await AnalyzeAsync("verify", unit));
        Assert.NotEqual((0, ""), await AnalyzeAsync("verify", await WrittenAsync(name, Read(name).Replace("ProtectClock=yes", "ProtectClocks=yes", StringComparison.Ordinal))));
    }

    [RequiresProgramTheory("systemd-analyze")]
    [InlineData("easyenclave-node.service", 15)]
    [InlineData("easyenclave-agent.service", 20)]
    public async Task SystemdCallsTheUnitsExposureLow(string name, int tenths)
    {
        string open = UnitWithout(Read(name), "SystemCallFilter", "ProtectSystem", "DynamicUser");

        Assert.Equal(0, (await AnalyzeAsync("security", "--offline=true", $"--threshold={tenths}", await WrittenAsync(name, Read(name)))).Code);
        Assert.NotEqual(0, (await AnalyzeAsync("security", "--offline=true", $"--threshold={tenths}", await WrittenAsync(name, open))).Code);
    }

    private static string UnitWithout(string unit, params string[] settings) =>
        string.Join('\n', unit.Split('\n').Where(line => !settings.Contains(line.Split('=')[0])));

    // What the unit starts is not installed where it is judged.
    private async Task<string> WrittenAsync(string name, string unit)
    {
        string path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, Regex.Replace(unit, "^ExecStart=.*$", "ExecStart=/bin/true", RegexOptions.Multiline));
        return path;
    }

    private static async Task<(int Code, string Error)> AnalyzeAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(InstalledProgram.Find("systemd-analyze"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SYSTEMD_PAGER"] = "";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error.Trim());
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docker", "systemd", name));
}
