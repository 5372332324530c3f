using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Allowlists;

/// <summary>Writes an allowlist of version 1.1 from quotes of machines that run the release.</summary>
/// <remarks>
/// What all quotes agree in stands once. Where they differ in one register it gets a list of values; where they differ in several, each
/// combination that was seen is a set of its own, so that no mixture of two firmwares passes.
/// </remarks>
internal static class AllowlistMaking
{
    private const string Any = "any";

    /// <summary>The list as JSON.</summary>
    /// <param name="reports">What was measured, at least one.</param>
    /// <param name="tag">The release.</param>
    /// <param name="claims">The claims that its agents make.</param>
    /// <param name="pinned">The registers to pin.</param>
    /// <param name="open">The registers to leave open, in so many words.</param>
    /// <param name="at">When it is written.</param>
    public static JsonObject Make(
        IReadOnlyList<TdReport> reports,
        string tag,
        JsonObject claims,
        IReadOnlyCollection<string> pinned,
        IReadOnlyCollection<string> open,
        DateTimeOffset at)
    {
        string[] names = [.. TdRegisters.Pinnable.Where(pinned.Contains)];
        string[] differing = [.. names.Where(name => reports.Select(report => Hex(report, name)).Distinct(StringComparer.Ordinal).Count() > 1)];
        var registers = new JsonObject();
        foreach (var name in TdRegisters.Pinnable.Where(name => names.Contains(name) || open.Contains(name)))
        {
            if (open.Contains(name))
                registers[name] = Any;
            else if (!differing.Contains(name))
                registers[name] = Hex(reports[0], name);
            else if (differing.Length == 1)
                registers[name] = JsonLists.Of(reports.Select(report => Hex(report, name)).Distinct(StringComparer.Ordinal));
        }

        if (differing.Length > 1)
            registers["any_of"] = new JsonArray([.. Combinations(reports, differing)]);
        return new JsonObject
        {
            ["version"] = "1.1",
            ["release_tag"] = tag,
            ["created_at"] = Instants.Text(at),
            ["measurements"] = claims.DeepClone(),
            ["quote_measurements"] = registers,
        };
    }

    /// <summary>Why the server would not take a list that was made; null when it would.</summary>
    public static string? Fault(byte[] list, string tag, NetworkPolicy policy, IReadOnlyList<TdReport> reports)
    {
        if (!Allowlist.TryParse(list, tag, out var allowlist, out var fault))
            return fault;
        if (allowlist.CheckPins(policy) is { } missing)
            return $"{policy.Name} wants {missing} pinned or, where that is allowed, set to \"any\"";
        return reports.Select(report => allowlist.Match(report, policy)).FirstOrDefault(mismatch => mismatch is not null) is { } register
            ? $"{register} of a quote is not one that the list admits"
            : null;
    }

    private static IEnumerable<JsonNode?> Combinations(IReadOnlyList<TdReport> reports, string[] names) => reports
        .Select(report => new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Hex(report, name)))))
        .DistinctBy(set => set.ToJsonString());

    private static string Hex(TdReport report, string name) => JsonLists.Hex(report.Register(name)!.Value);
}
