using System.Xml.Linq;
using EasyEnclave.Agent.Options;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Node.Options;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Deploying;

/// <summary>What a program that is deployed says of itself: the one thing that every file about its deployment is held to.</summary>
internal sealed record ShippedProgram
{
    /// <summary>The user that the .NET images bring, by number.</summary>
    public const string User = "1654";

    // The contract's ports of listeners that are not served yet.
    private static readonly Dictionary<string, string> Promised = new(StringComparer.Ordinal)
    {
        ["EE_CLUSTER_PORT"] = "8089",
        ["EE_ADMIN_PORT"] = "8090",
    };

    // The agent's own, by which the verb dev serves another app than its sample.
    private static readonly string[] OfDevelopment = ["EE_APP_NAME", "EE_BACKEND_URL"];

    public static ShippedProgram Node { get; } = new()
    {
        Project = "Node",
        Image = "easyenclave/control-plane",
        Verbs = [.. EasyEnclave.Node.Verbs.All.Keys],
        Variables = [.. KnownSettings.All.Where(setting => !setting.Secret).Select(setting => setting.Variable), .. KnownSettings.NotYet, .. OfDevelopment],
        Secrets = [.. KnownSettings.All.Where(setting => setting.Secret).Select(setting => setting.Variable), "EE_DB_URL", "EE_CLUSTER_SECRET"],
    };

    public static ShippedProgram Agent { get; } = new()
    {
        Project = "Agent",
        Image = "easyenclave/agent",
        Verbs = ["claims"],
        Variables = [.. AgentVariables.All],
        Secrets = [.. AgentVariables.Secrets],
    };

    /// <summary>The version that images are tagged with.</summary>
    public static string Version { get; } =
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>How long the server may take to end: whoever stops it must wait longer.</summary>
    public static TimeSpan Drain { get; } = new TunnelOptions().DrainDeadline + new TunnelOptions().CloseDeadline;

    public required string Project { get; init; }

    public required string Image { get; init; }

    public required IReadOnlyList<string> Verbs { get; init; }

    /// <summary>Variables that may be given as they are.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>Variables whose value no file may hold: only a file's path, in the variable of the same name and <c>_FILE</c>.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>The file that the build publishes.</summary>
    public string Executable => "EasyEnclave." + Project;

    /// <summary>The default of a listener's port; null where there is no such variable.</summary>
    public static string? DefaultOf(string variable) =>
        KnownSettings.All.FirstOrDefault(setting => setting.Variable == variable)?.Default ?? Promised.GetValueOrDefault(variable);

    /// <summary>The ports that a server listens on unless it is told otherwise.</summary>
    public static IReadOnlyList<string> Ports { get; } =
        [DefaultOf("EE_CONTROL_PORT")!, DefaultOf("EE_PROXY_PORT")!, DefaultOf("EE_CLUSTER_PORT")!];

    /// <summary>What is wrong with giving this variable this value; null where nothing is.</summary>
    public string? FaultOf(string variable, string value)
    {
        if (!variable.StartsWith("EE_", StringComparison.Ordinal))
            return null;
        if (variable.EndsWith("_FILE", StringComparison.Ordinal) && Secrets.Contains(variable[..^"_FILE".Length]))
            return null;
        if (Secrets.Contains(variable))
            return value.Length == 0 ? null : $"{variable} is a secret and stands in the open; give {variable}_FILE";
        if (!Variables.Contains(variable))
            return $"{variable} is no variable of {Executable}";
        return variable.EndsWith("_PORT", StringComparison.Ordinal) && value != DefaultOf(variable) ? $"{variable} is {value} where the rest says {DefaultOf(variable)}" : null;
    }
}
