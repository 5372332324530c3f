using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Actors.Settlements.Verdicts;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli;

/// <summary>What a verdict's file says, and whether it follows from its own facts.</summary>
internal static class SettlementReport
{
    /// <summary>Checks a file.</summary>
    /// <param name="file">A compact JWS, or JSON with one in <c>document</c>.</param>
    /// <param name="keys">The signer's keys; null leaves the signature unchecked.</param>
    /// <param name="most">The longest document taken, in characters.</param>
    public static Outcome Of(byte[] file, JsonWebKeySet? keys, int most)
    {
        if (Document(file) is not { } document || VerdictDocument.Payload(document) is not { } payload)
            return Outcome.Usage("no_verdict", "The file holds no signed verdict.");
        if (keys is not null && JsonWebSignature.Read(document, Verdict.MediaType, keys, out _, most) is not SignatureFault.None and var fault)
            return Outcome.Refused("signature_refused", $"The signature does not hold: {fault}.");
        if (VerdictCheck.Run(payload, out var verdict) is { } wrong)
            return Outcome.Refused("verdict_refused", wrong);

        var json = new JsonObject
        {
            ["verified"] = true,
            ["signature"] = keys is null ? "unchecked" : "valid",
            ["node_id"] = verdict!.NodeId.Value,
            ["period_start"] = JsonNode.Parse(payload)!["period_start"]!.DeepClone(),
            ["period_end"] = JsonNode.Parse(payload)!["period_end"]!.DeepClone(),
            ["verdict"] = verdict.Outcome,
            ["reasons"] = new JsonArray([.. verdict.Reasons.Select(reason => JsonValue.Create(reason))]),
            ["settled"] = verdict.Settled,
            ["failed"] = verdict.Failed,
            ["paid_usd"] = verdict.Paid.ToString(),
            ["refunded_usd"] = verdict.Refunded.ToString(),
            ["sessions"] = verdict.Facts.Evidence.Sessions.Count,
            ["exceptions"] = verdict.Facts.Evidence.Exceptions.Count,
            ["outages"] = verdict.Facts.Evidence.Outages.Count,
            ["accounts"] = verdict.Facts.Usage.Accounts,
            ["accounts_listed"] = verdict.Facts.Usage.Lines is not null,
        };
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Good, $"The verdict \"{verdict.Outcome}\" follows from its facts")
        {
            Warnings = keys is null ? ["The signature was not checked: name the control plane's key set with --keys."] : [],
            Sections = [new Section.Facts("", json)],
        });
    }

    private static string? Document(byte[] file)
    {
        var text = Encoding.UTF8.GetString(file).Trim();
        if (!text.StartsWith('{'))
            return text;
        try
        {
            return JsonNode.Parse(text)?["document"]?.GetValue<string>();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
