using System.Text.Json.Nodes;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Upstream.Dns;

namespace EasyEnclave.Cli.Dns;

/// <summary>What came of setting names, for people and for programs.</summary>
internal static class DnsOutcome
{
    /// <summary>Tells it.</summary>
    /// <param name="report">What came of it.</param>
    /// <param name="rehearsed">Whether nothing was changed.</param>
    public static Outcome Of(DnsReport report, bool rehearsed)
    {
        var facts = new JsonObject
        {
            ["zone"] = report.Zone,
            ["dry_run"] = rehearsed,
            ["created"] = report.Count(DnsVerb.Created),
            ["updated"] = report.Count(DnsVerb.Updated),
            ["unchanged"] = report.Count(DnsVerb.Unchanged),
            ["left"] = report.Count(DnsVerb.Left),
            ["records"] = new JsonArray([.. report.Changes.Select(Json)]),
            ["notes"] = JsonLists.Of(report.Notes),
        };
        Section[] sections = [.. report.Changes.Count == 0 ? [] : new[] { new Section.Lines("", [.. report.Changes.Select(change => $"{change}")]) }];
        return report.Faults.Count > 0
            ? Failed(report.Faults[0], [.. report.Faults.Skip(1)], facts, sections)
            : new Outcome(ExitCode.Accepted, facts, new View(Tone.Good, Headline(report, rehearsed)) { Warnings = Notes(report), Sections = sections });
    }

    private static Outcome Failed(DnsFault first, DnsFault[] others, JsonObject facts, Section[] sections)
    {
        facts["faults"] = new JsonArray([.. others.Prepend(first).Select(fault => (JsonNode)new JsonObject { ["error"] = fault.Code, ["detail"] = fault.Detail + "." })]);
        var outcome = Outcome.Fault(ExitCode.Refused, first.Code, first.Detail + ".", facts);
        return outcome with
        {
            View = outcome.View with
            {
                Warnings = [.. others.Select(fault => $"{fault.Code}: {fault.Detail}.")],
                Detail = sections.Length == 0 ? null : "Done before that:",
                Sections = sections,
            },
        };
    }

    private static string Headline(DnsReport report, bool rehearsed) => rehearsed
        ? $"{report.Zone}: nothing is changed; {report.Count(DnsVerb.Created)} would be created, {report.Count(DnsVerb.Updated)} updated"
        : $"{report.Zone}: {report.Count(DnsVerb.Created)} created, {report.Count(DnsVerb.Updated)} updated, {report.Count(DnsVerb.Unchanged)} unchanged";

    private static IReadOnlyList<string> Notes(DnsReport report) => [.. report.Notes.Select(note => note + ".")];

    private static JsonNode Json(DnsChange change) => new JsonObject
    {
        ["action"] = $"{change.Verb}".ToLowerInvariant(),
        ["type"] = change.Type,
        ["name"] = change.Name,
        ["content"] = change.Content,
        ["proxied"] = change.Proxied,
        ["ttl"] = change.Ttl,
        ["was"] = change.Was is { } was
            ? new JsonObject { ["content"] = was.Content, ["proxied"] = was.Proxied, ["ttl"] = was.Ttl }
            : null,
    };
}
