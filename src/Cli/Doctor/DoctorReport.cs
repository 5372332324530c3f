using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Doctor;

/// <summary>What was found, in both forms; exit code 1 if anything failed.</summary>
internal static class DoctorReport
{
    /// <summary>Puts it together.</summary>
    /// <param name="server">Who was asked.</param>
    /// <param name="nodes">What was found, by node; this machine first.</param>
    public static Outcome Of(Uri server, IReadOnlyList<DoctorNode> nodes)
    {
        var failed = Count(nodes, DoctorFinding.Fail);
        var warned = Count(nodes, DoctorFinding.Warn);
        var json = new JsonObject
        {
            ["healthy"] = failed == 0,
            ["server"] = server.ToString(),
            ["failed"] = failed,
            ["warned"] = warned,
            ["nodes"] = JsonSerializer.SerializeToNode(new DoctorAnswer(nodes), RestJson.Default.DoctorAnswer)!["nodes"]!.DeepClone(),
        };
        var view = new View(
            failed > 0 ? Tone.Bad : warned > 0 ? Tone.Loud : Tone.Good,
            failed > 0 ? $"{failed} failed, {warned} to look at" : warned > 0 ? $"nothing failed, {warned} to look at" : "all is well")
        {
            Sections = [.. nodes.Select(Part)],
        };
        return new Outcome(failed > 0 ? ExitCode.Refused : ExitCode.Accepted, json, view);
    }

    private static int Count(IEnumerable<DoctorNode> nodes, string status) => nodes.Sum(node => node.Findings.Count(found => found.Status == status));

    private static Section Part(DoctorNode node) => new Section.Lines($"{node.Node} ({node.Version})", [.. node.Findings.SelectMany(LinesOf)]);

    private static IEnumerable<string> LinesOf(DoctorFinding found)
    {
        yield return $"  {found.Status,-4}  {found.Check,-12}  {found.Detail}";
        if (found.Remedy is { } remedy)
            yield return $"  {"",-4}  {"",-12}  -> {remedy}";
    }
}
