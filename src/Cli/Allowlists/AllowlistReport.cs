using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Allowlists;

/// <summary>Tells whether an allowlist can be taken, and what it admits.</summary>
internal static class AllowlistReport
{
    private const string Invalid = "allowlist_invalid";

    /// <summary>Reads an allowlist and holds it against a network.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="tag">The release it is published at, or null for the one it names.</param>
    /// <param name="policy">The network's rules.</param>
    /// <param name="report">A TD report to compare, or null.</param>
    public static Outcome Of(byte[] bytes, string? tag, NetworkPolicy policy, TdReport? report)
    {
        if (!Allowlist.TryParse(bytes, tag ?? TagIn(bytes), out var allowlist, out var fault))
            return Tell(null, policy, Invalid, $"The server would not read it: {fault}.");
        if (allowlist.CheckPins(policy) is { } missing)
            return Tell(allowlist, policy, Invalid, $"{policy.Name} wants {missing} pinned or, where that is allowed, set to \"any\".");
        if (report is not null && allowlist.Match(report, policy) is { } mismatch)
            return Tell(allowlist, policy, $"measurement_mismatch:{mismatch}", $"The {mismatch} of the quote is not one that the list admits.");
        return Tell(allowlist, policy, "accepted", report is null
            ? $"Well-formed, and it pins what {policy.Name} asks for."
            : $"Well-formed, pins what {policy.Name} asks for, and admits the registers of the quote, which itself was not verified.");
    }

    private static Outcome Tell(Allowlist? allowlist, NetworkPolicy policy, string code, string detail)
    {
        var accepted = code == "accepted";
        var json = new JsonObject
        {
            ["accepted"] = accepted,
            ["code"] = code,
            ["detail"] = detail,
            ["network"] = policy.Name,
            ["version"] = allowlist is null ? null : allowlist.Version == AllowlistVersion.V10 ? "1.0" : "1.1",
            ["release_tag"] = allowlist?.ReleaseTag,
            ["sha256"] = allowlist?.Sha256,
            ["claims"] = allowlist is null ? null : ClaimsOf(allowlist),
            ["sets"] = allowlist is null ? null : new JsonArray([.. allowlist.Sets.Select(set => (JsonNode?)RulesOf(set))]),
        };
        var headline = accepted ? $"ACCEPTED for {policy.Name}" : $"REFUSED for {policy.Name}: {code}";
        return new Outcome(accepted ? ExitCode.Accepted : ExitCode.Refused, json, new View(accepted ? Tone.Good : Tone.Bad, headline)
        {
            Detail = detail,
            Sections = allowlist is null ? [] : Sections(json),
        });
    }

    private static List<Section> Sections(JsonObject json)
    {
        string[] names = ["version", "release_tag", "sha256"];
        var sections = new List<Section>
        {
            new Section.Facts("Allowlist", new JsonObject(names.Select(name => KeyValuePair.Create(name, json[name]?.DeepClone())))),
            new Section.Facts("Claims", (JsonObject)json["claims"]!),
        };
        foreach (var (index, set) in json["sets"]!.AsArray().Index())
            sections.Add(new Section.Facts($"Registers, set {index + 1}", (JsonObject)set!));
        return sections;
    }

    private static JsonObject ClaimsOf(Allowlist allowlist) => new(allowlist.Claims.Members.Select(member =>
        KeyValuePair.Create(member.Key, member.Value switch
        {
            ClaimValue.Truth truth => (JsonNode?)JsonValue.Create(truth.Value),
            ClaimValue.Text text => JsonValue.Create(text.Value),
            _ => null,
        })));

    private static JsonObject RulesOf(RegisterSet set) => new(TdRegisters.Pinnable
        .Where(set.Rules.ContainsKey)
        .Select(name => KeyValuePair.Create(name, set.Rules[name] switch
        {
            RegisterRule.OneOf one => JsonLists.Of(one.Values.Select(JsonLists.Hex)),
            _ => (JsonNode?)JsonValue.Create("any"),
        })));

    // The tag is only to be read here; whatever is wrong with the document is the parser's to say.
    private static string TagIn(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.TryGetProperty("release_tag", out var tag) ? tag.GetString() ?? "" : "";
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
