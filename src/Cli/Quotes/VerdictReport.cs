using System.Text.Json.Nodes;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Quotes;

/// <summary>Tells a judgement, to programs and to people.</summary>
internal static class VerdictReport
{
    private const string Development =
        "DEVELOPMENT ROOT: a simulated platform signed this. No hardware vouches for anything in it.";

    /// <summary>The outcome of <c>quote verify</c>.</summary>
    public static Outcome Of(Judgement judgement)
    {
        var json = Json(judgement);
        return new Outcome(judgement.Accepted ? ExitCode.Accepted : ExitCode.Refused, json, View(judgement, json));
    }

    private static JsonObject Json(Judgement judgement)
    {
        var verdict = judgement.Verdict;
        return new JsonObject
        {
            ["accepted"] = judgement.Accepted,
            ["code"] = judgement.Code,
            ["detail"] = judgement.Detail,
            ["authentic"] = verdict.Authentic,
            ["failure"] = verdict.Failure is { } failure ? VerificationFailures.Code(failure) : null,
            ["tcb_status"] = verdict.Appraisal is { } appraisal ? TcbStatuses.Name(appraisal.Status) : null,
            ["advisories"] = JsonLists.Of(verdict.Appraisal?.Advisories ?? []),
            ["network"] = judgement.Network,
            ["trust_root"] = verdict.TrustRoot,
            ["warning"] = IsDevelopment(verdict) ? Development : null,
            ["verified_at"] = Instants.Text(judgement.At),
            ["steps"] = JsonLists.Of(verdict.Steps.Select(VerificationSteps.Code)),
            ["header"] = verdict.Quote is null ? null : QuoteFields.Header(verdict.Quote),
            ["td_report"] = verdict.Quote is null ? null : QuoteFields.TdReport(verdict.Quote.Body),
            ["signature"] = verdict.Quote is null ? null : QuoteFields.Signature(verdict.Quote.Signature),
            ["platform"] = VerdictFields.Platform(verdict.Platform),
            ["tcb"] = VerdictFields.Tcb(verdict.Appraisal, judgement.GraceUntil, judgement.At),
            ["shortfalls"] = VerdictFields.Shortfalls(verdict.Appraisal),
            ["collateral"] = VerdictFields.Collateral(verdict.Collateral),
        };
    }

    private static View View(Judgement judgement, JsonObject json)
    {
        var verdict = judgement.Verdict;
        var status = verdict.Appraisal is { } appraisal ? TcbStatuses.Name(appraisal.Status) : "no TCB status";
        var origin = verdict.Authentic ? "authentic" : "not authentic";
        var root = IsDevelopment(verdict) ? " ON A DEVELOPMENT ROOT" : "";
        var headline = judgement.Accepted
            ? $"ACCEPTED by {judgement.Network}{root}: {origin}, {status}"
            : $"REFUSED by {judgement.Network}: {judgement.Code} ({origin}, {status})";
        return new View(judgement.Accepted ? Tone.Good : Tone.Bad, headline)
        {
            Warnings = IsDevelopment(verdict) ? [Development] : [],
            Detail = judgement.Detail,
            Sections = [Summary(json), .. Parts(json), .. Shortfalls(verdict)],
        };
    }

    private static Section.Facts Summary(JsonObject json)
    {
        string[] names = ["authentic", "failure", "tcb_status", "advisories", "network", "trust_root", "verified_at", "steps"];
        return new Section.Facts("Verdict", new JsonObject(names.Select(name => KeyValuePair.Create(name, json[name]?.DeepClone()))));
    }

    private static IEnumerable<Section> Parts(JsonObject json)
    {
        (string Title, string Name)[] parts =
        [
            ("Quote header", "header"), ("TD report", "td_report"), ("Platform (PCK certificate)", "platform"), ("TCB", "tcb"),
            ("Collateral", "collateral"),
        ];
        foreach (var (title, name) in parts)
        {
            if (json[name] is JsonObject values)
                yield return new Section.Facts(title, values);
        }
    }

    private static IEnumerable<Section> Shortfalls(Verdict verdict)
    {
        if (verdict.Appraisal is not { Shortfalls.Count: > 0 } appraisal)
            yield break;
        yield return new Section.Table(
            "Below the newest level",
            ["part", "name", "has", "needs"],
            [.. appraisal.Shortfalls.Select(shortfall =>
                (IReadOnlyList<string>)[$"{shortfall.Half}", shortfall.Name, $"{shortfall.Have}", $"{shortfall.Need}"])]);
    }

    private static bool IsDevelopment(Verdict verdict) => verdict.TrustRoot == TrustRoot.DevelopmentName;
}
