using System.Globalization;
using EasyEnclave.Node;

namespace EasyEnclave.Tests.Deploying;

/// <summary>Holds a systemd unit to the program that it starts; each fault names the setting.</summary>
internal static class UnitLint
{
    public static IEnumerable<string> Faults(string unit, string environment, ShippedProgram program)
    {
        ILookup<string, string> settings = Settings(unit);
        string folder = $"/opt/easyenclave/{program.Project.ToLowerInvariant()}";
        if (!settings["ExecStart"].SequenceEqual([$"{folder}/{program.Executable}"]))
            yield return $"ExecStart starts {string.Join(' ', settings["ExecStart"])}";
        if (!settings["EnvironmentFile"].SequenceEqual([$"/etc/easyenclave/{program.Project.ToLowerInvariant()}.env"]))
            yield return "EnvironmentFile is another than the one beside it";
        if (program.Project == "Node" && double.Parse(settings["TimeoutStopSec"].Single(), CultureInfo.InvariantCulture) <= ShippedProgram.Drain.TotalSeconds)
            yield return $"TimeoutStopSec is less than the {ShippedProgram.Drain.TotalSeconds} s that requests may run";
        if (!settings["RestartPreventExitStatus"].Contains($"{ExitCode.Usage}"))
            yield return "it is started again and again on wrong settings";

        HashSet<string> credentials = [.. settings["LoadCredential"].Select(credential => credential.Split(':')[0])];
        string[] pairs = [.. settings["Environment"], .. Lines(environment)];
        foreach (string[] pair in pairs.Select(pair => pair.Split('=', 2)))
        {
            if (pair.Length != 2 || program.FaultOf(pair[0], pair[1]) is { })
                yield return pair.Length != 2 ? $"{pair[0]} has no value" : program.FaultOf(pair[0], pair[1])!;
            else if (pair[1].StartsWith("%d/", StringComparison.Ordinal) ? !credentials.Remove(pair[1][3..]) : pair[0].EndsWith("_FILE", StringComparison.Ordinal))
                yield return $"{pair[0]} names {pair[1]}, which is no credential of the unit";
        }

        foreach (string unused in credentials)
            yield return $"the credential {unused} is given and not used";
    }

    /// <summary>The settings of a unit by their names, in order.</summary>
    public static ILookup<string, string> Settings(string unit) =>
        Lines(unit).Where(line => line[0] != '[').Select(line => line.Split('=', 2)).ToLookup(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] is not ('#' or ';'));
}
