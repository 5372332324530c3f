using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Json;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Signing;

namespace EasyEnclave.Attestation.Results;

/// <summary>Checks a result offline: the signature, the window, and with evidence the whole verdict, which must come out byte for byte as it was signed.</summary>
/// <param name="verifier">Of the root that quotes must lead to.</param>
/// <param name="keys">The issuer's keys, from wherever the caller trusts.</param>
public sealed class ResultVerifier(QuoteVerifier verifier, JsonWebKeySet keys)
{
    /// <summary>Checks a result.</summary>
    /// <param name="envelope">The result, with evidence or alone.</param>
    /// <param name="at">The instant at which it is relied on.</param>
    public ResultVerification Verify(ResultEnvelope envelope, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var signature = JsonWebSignature.Read(envelope.Token, AttestationResult.TokenType, keys, out var payload);
        if (signature != SignatureFault.None)
            return new ResultVerification(Payload: null, Result: null, [Signature(signature)]);
        if (!ResultReader.TryRead(payload, out var context) || ExpiryOf(payload) is not { } expires)
            return new ResultVerification(payload, Result: null, [new ResultFault("not_a_result", "What was signed is no attestation result of this form.")]);
        List<ResultFault> faults = [.. Window(context, expires, at)];
        AttestationResult? result = null;
        if (envelope.Evidence is { } evidence)
            faults.AddRange(Judge(context, evidence, payload, out result));
        return new ResultVerification(payload, result, faults);
    }

    /// <summary>Reads a signed status list.</summary>
    /// <param name="token">The list as it was fetched.</param>
    /// <param name="at">The instant at which it is relied on.</param>
    /// <param name="fault">Why it is not taken; null when it is.</param>
    /// <returns>The list, or null.</returns>
    public RevocationStatement? ReadList(string token, DateTimeOffset at, out ResultFault? fault)
    {
        var signature = JsonWebSignature.Read(token, RevocationStatement.TokenType, keys, out var payload);
        if (signature != SignatureFault.None || !RevocationStatement.TryParse(payload, out var list))
        {
            fault = new ResultFault("status_list_invalid", "The status list is not one that these keys signed.");
            return null;
        }

        fault = at < list.IssuedAt || at >= list.ExpiresAt
            ? new ResultFault(
                "status_list_stale",
                $"The status list counts from {ResultText.Instant(list.IssuedAt)} until {ResultText.Instant(list.ExpiresAt)}; fetch a newer one.")
            : null;
        return fault is null ? list : null;
    }

    /// <summary>What a status list has against a result; null when nothing.</summary>
    /// <param name="payload">The result's payload, its signature checked.</param>
    /// <param name="list">The list.</param>
    public static ResultFault? Revocation(ReadOnlyMemory<byte> payload, RevocationStatement list)
    {
        ArgumentNullException.ThrowIfNull(list);
        using var document = JsonDocument.Parse(payload);
        if (!JsonFields.TryObject(document.RootElement, "status", out var status)
            || !JsonFields.TryObject(status, "revocations", out var revocations)
            || !JsonFields.TryObject(revocations, "listed_as", out var names))
            return new ResultFault("not_a_result", "What was signed names nothing that a status list could hold.");
        foreach (var name in names.EnumerateObject())
        {
            if (JsonFields.TryText(name.Value, out var value) && list.Has(name.Name, value))
                return new ResultFault($"revoked:{name.Name}", $"Its {name.Name} is in status list {list.Number}.");
        }

        return null;
    }

    private List<ResultFault> Judge(ResultContext context, ResultEvidence evidence, ReadOnlyMemory<byte> payload, out AttestationResult? result)
    {
        List<ResultFault> faults = [.. Changed(evidence, payload)];
        result = null;
        if (faults.Count > 0)
            return faults;
        var appraised = AppraisedEvidence.Of(verifier, evidence.For(context.ReleaseTag), evidence.Policy, context.AppraisedAt, out var refusal);
        if (appraised is null)
        {
            faults.Add(new ResultFault($"verdict_refused:{refusal?.Reason ?? "unreadable"}", refusal?.Detail ?? "The evidence does not pass at the instant in the result."));
            return faults;
        }

        if (appraised.Policy.Name != context.Network)
            faults.Add(new ResultFault("policy_of_other_network", $"The policy is of the network {appraised.Policy.Name}."));

        // Of a channel only its end knew whose it was; nothing of that can be seen again.
        if (!Answers(context, appraised) && !(context.Challenge is null && appraised.Policy.Freshness == Freshness.Channel))
            faults.Add(new ResultFault("binding_mismatch", "The quote does not answer the challenge in the result."));
        result = new AttestationResult(context, appraised);
        var again = result.ToPayload();
        if (!again.AsSpan().SequenceEqual(payload.Span))
            faults.Add(new ResultFault($"result_differs:{FirstDifference(payload, again)}", "The evidence gives another result than the one that was signed."));
        return faults;
    }

    private static bool Answers(ResultContext context, AppraisedEvidence appraised) =>
        ResultReader.Binding(context) is { } binding && ReportData.Answers(appraised.Verdict.Quote!.Body.ReportData.Span, binding);

    private static List<ResultFault> Window(ResultContext context, DateTimeOffset expires, DateTimeOffset at)
    {
        List<ResultFault> faults = [];
        if (at < context.IssuedAt)
            faults.Add(new ResultFault("not_yet", $"It was issued at {ResultText.Instant(context.IssuedAt)}, after the instant asked for."));
        if (at >= expires)
            faults.Add(new ResultFault("expired", $"It ended at {ResultText.Instant(expires)}."));
        return faults;
    }

    private static List<ResultFault> Changed(ResultEvidence evidence, ReadOnlyMemory<byte> payload)
    {
        (string Name, ReadOnlyMemory<byte> Bytes)[] parts =
        [
            ("quote", evidence.Quote), ("claims", evidence.Claims), ("collateral", evidence.Collateral), ("allowlist", evidence.Allowlist),
            ("policy", evidence.Policy),
        ];
        List<ResultFault> faults = [];
        using var document = JsonDocument.Parse(payload);
        foreach (var (name, bytes) in parts)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
            if (!JsonFields.TryObject(document.RootElement, "evidence", out var hashes)
                || !JsonFields.TryString(hashes, name + "_sha256", out var signed) || signed != hash)
                faults.Add(new ResultFault($"evidence_changed:{name}", $"The {name} is not the one the result was made from: its SHA-256 is {hash}."));
        }

        return faults;
    }

    private static DateTimeOffset? ExpiryOf(byte[] payload)
    {
        using var document = JsonDocument.Parse(payload);
        return JsonFields.TryNumber(document.RootElement, "exp", uint.MaxValue, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    // For people: the bytes decide, and a difference in spelling alone has no member.
    private static string FirstDifference(ReadOnlyMemory<byte> signed, ReadOnlyMemory<byte> again)
    {
        using var first = JsonDocument.Parse(signed);
        using var second = JsonDocument.Parse(again);
        var names = first.RootElement.EnumerateObject().Concat(second.RootElement.EnumerateObject()).Select(member => member.Name);
        return names.FirstOrDefault(name => !(first.RootElement.TryGetProperty(name, out var one) && second.RootElement.TryGetProperty(name, out var other)
            && JsonElement.DeepEquals(one, other))) ?? "spelling";
    }

    private static ResultFault Signature(SignatureFault fault) => fault switch
    {
        SignatureFault.Malformed => new ResultFault("signature:malformed", "It is not three parts of canonical base64url."),
        SignatureFault.HeaderRefused => new ResultFault("signature:header", "Its header is not exactly alg, kid and typ."),
        SignatureFault.AlgorithmRefused => new ResultFault("signature:algorithm", "It is not signed by ES256."),
        SignatureFault.WrongType => new ResultFault("signature:type", "It is a token of another kind."),
        SignatureFault.UnknownKey => new ResultFault("signature:unknown_key", "The key it names is not among the issuer's."),
        _ => new ResultFault("signature:bad", "The signature is not of that key over these bytes."),
    };
}
