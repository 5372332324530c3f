using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Results;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Results;

/// <summary>Tells of results, to programs and to people.</summary>
internal static class ResultReport
{
    private const string Development =
        "DEVELOPMENT ROOT: a simulated platform signed this quote. No hardware vouches for anything in it.";

    private const string Alone =
        "NOT JUDGED AGAIN: without evidence only the issuer's signature was checked. 'ee attestation get --evidence' fetches it.";

    private const string Unlisted =
        "BANS WERE NOT LOOKED AT: give --status-list, or let the keys come from the server.";

    private const string Channel =
        "FRESHNESS BY CHANNEL: that the quote was new and whose connection it was, the issuer alone saw.";

    /// <summary>The outcome of <c>attestation get</c>: in JSON the answer itself, as <c>verify</c> reads it.</summary>
    /// <param name="answer">What the server said.</param>
    /// <param name="path">Where to write it, or null.</param>
    public static Outcome Fetched(byte[] answer, string? path)
    {
        if (!ResultEnvelope.TryParse(answer, out var envelope))
            return Outcome.Refused("bad_answer", "The server's answer is no signed result.");
        if (path is not null && FileOutput.TryWrite(path, answer) is { } fault)
            return fault;
        var json = (JsonObject)JsonNode.Parse(envelope.ToDocument())!;
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Plain, "A signed result, NOT VERIFIED")
        {
            Detail = path is null
                ? "Keep it by -o FILE or --json; 'ee attestation verify FILE' says whether it holds."
                : $"Written to {path}. 'ee attestation verify {path}' says whether it holds.",
            Sections = path is null ? [new Section.Facts("", new JsonObject { ["result"] = envelope.Token })] : [],
        });
    }

    /// <summary>The outcome of <c>attestation verify</c>.</summary>
    public static Outcome Of(ResultVerifier verifier, ResultEnvelope envelope, string? list, DateTimeOffset at)
    {
        var verification = verifier.Verify(envelope, at);
        List<ResultFault> faults = [.. verification.Faults];
        RevocationStatement? read = null;
        if (list is not null && verification.Payload is { } signed)
        {
            read = verifier.ReadList(list, at, out var stale);
            if ((stale ?? (read is null ? null : ResultVerifier.Revocation(signed, read))) is { } against)
                faults.Add(against);
        }

        var claims = verification.Payload is { } payload ? Parse(payload) : null;
        var accepted = faults.Count == 0;
        List<string> warnings = [];
        if (Text(claims, "trust_root") == "development")
            warnings.Add(Development);
        if (envelope.Evidence is null)
            warnings.Add(Alone);
        if (list is null)
            warnings.Add(Unlisted);
        if (Text(claims, "freshness") == "channel")
            warnings.Add(Channel);
        var json = new JsonObject
        {
            ["accepted"] = accepted,
            ["code"] = accepted ? null : faults[0].Code,
            ["reproduced"] = accepted && verification.Reproduced,
            ["faults"] = new JsonArray([.. faults.Select(fault => new JsonObject { ["code"] = fault.Code, ["detail"] = fault.Detail })]),
            ["warnings"] = JsonLists.Of(warnings),
            ["verified_at"] = Instants.Text(at),
            ["status_list"] = read is null ? null : new JsonObject { ["number"] = read.Number, ["issued_at"] = Instants.Text(read.IssuedAt) },
            ["claims"] = claims,
        };
        return new Outcome(accepted ? ExitCode.Accepted : ExitCode.Refused, json, View(faults, warnings, claims, verification.Reproduced));
    }

    private static View View(List<ResultFault> faults, List<string> warnings, JsonObject? claims, bool reproduced)
    {
        var whom = claims is null ? "the result" : $"{Text(claims, "sub")} ({Text(claims, "repo")} {Text(claims, "release_tag")}, {Text(claims, "network")})";
        var headline = faults.Count > 0 ? $"REFUSED: {string.Join(", ", faults.Select(fault => fault.Code))}"
            : reproduced ? $"HOLDS, made again byte for byte: {whom} is {Text(claims, "ear_status")}"
            : $"SIGNED: {whom} is {Text(claims, "ear_status")}";
        return new View(faults.Count > 0 ? Tone.Bad : Tone.Good, headline)
        {
            Warnings = warnings,
            Detail = faults.Count > 0 ? string.Join(' ', faults.Select(fault => fault.Detail)) : null,
            Sections = claims is null ? [] : [new Section.Facts("What was signed", Flat(claims))],
        };
    }

    // A table shows one value a line: members of members go by both names.
    private static JsonObject Flat(JsonObject claims)
    {
        JsonObject flat = new();
        foreach (var (name, value) in claims)
        {
            if (value is not JsonObject inner)
            {
                flat[name] = value?.DeepClone();
                continue;
            }

            foreach (var (innerName, innerValue) in Flat(inner))
                flat[$"{name}.{innerName}"] = innerValue?.DeepClone();
        }

        return flat;
    }

    private static JsonObject? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonNode.Parse(payload.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? claims, string name) => claims?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
