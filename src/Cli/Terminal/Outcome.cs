using System.Text.Json.Nodes;

namespace EasyEnclave.Cli.Terminal;

/// <summary>What a command came to, in both forms: JSON for programs and a view for people.</summary>
/// <param name="ExitCode">One of <see cref="Terminal.ExitCode"/>.</param>
/// <param name="Json">The one object that JSON mode prints; its members always stand in the same order.</param>
/// <param name="View">What people see.</param>
internal sealed record Outcome(int ExitCode, JsonObject Json, View View)
{
    /// <summary>True if there is no result but only the reason why not.</summary>
    public bool IsFault { get; init; }

    /// <summary>The command was not understood or lacks something.</summary>
    public static Outcome Usage(string code, string detail) => Fault(Terminal.ExitCode.Usage, code, detail, new());

    /// <summary>The command was understood and could not be carried out.</summary>
    public static Outcome Refused(string code, string detail) => Fault(Terminal.ExitCode.Refused, code, detail, new());

    /// <summary>A fault with facts of its own behind code and detail.</summary>
    public static Outcome Fault(int exitCode, string code, string detail, JsonObject facts)
    {
        var json = new JsonObject { ["error"] = code, ["detail"] = detail };
        foreach (var (name, value) in facts)
            json[name] = value?.DeepClone();
        return new Outcome(exitCode, json, new View(Tone.Bad, $"{code}: {detail}")) { IsFault = true };
    }
}
