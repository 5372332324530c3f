using System.Text.Encodings.Web;
using System.Text.Json;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Results;

/// <summary>What a control plane found of an agent, to be signed: an EAR (draft-ietf-rats-ear-04) with claims of our own beside.</summary>
/// <remarks>Context and evidence give its bytes, so whoever has both can make them again and compare.</remarks>
/// <param name="Context">What it says on the issuer's word.</param>
/// <param name="Appraised">What follows from the evidence.</param>
public sealed record AttestationResult(ResultContext Context, AppraisedEvidence Appraised)
{
    /// <summary>The profile it follows.</summary>
    public const string Profile = "tag:ietf.org,2026:rats/ear#04";

    /// <summary>The kind of token it is signed as (<c>typ</c>); as a media type <c>application/eat+jwt</c> (RFC 9782).</summary>
    public const string TokenType = "eat+jwt";

    /// <summary>The name of its only submodule.</summary>
    public const string Submodule = "td";

    /// <summary>What is known of its being sealed.</summary>
    public Sealedness Sealed => !Appraised.Claims.Sealed ? Sealedness.No : Context.Challenge is null ? Sealedness.Claimed : Sealedness.Proven;

    /// <summary>The tiers and values it comes to.</summary>
    public TrustVector Vector => TrustVector.Of(Appraised.Verdict, Sealed, Appraised.Pinned);

    /// <summary>When it ends, in whole seconds: the earliest of the next attestation with its deadline, the collateral's end, the allowlist's limit and a grace's end.</summary>
    public DateTimeOffset ExpiresAt
    {
        get
        {
            DateTimeOffset?[] ends =
            [
                Context.AttestationUntil, Appraised.Verdict.Collateral!.EarliestNextUpdate, Context.AllowlistUntil, Appraised.GraceUntil,
            ];
            return DateTimeOffset.FromUnixTimeSeconds(ends.Min()!.Value.ToUnixTimeSeconds());
        }
    }

    /// <summary>Writes it: equal results have equal bytes.</summary>
    public byte[] ToPayload()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteHead(json);
            WriteSubmodule(json);
            WriteStatus(json);
            WriteIdentity(json);
            WritePlatform(json);
            WriteEvidence(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>What would revoke it, by kind: an agent whose name or key or platform (and so on) is in the status list is not to be trusted.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RevocationNames()
    {
        var repo = Context.Repo.ToLowerInvariant();
        List<KeyValuePair<string, string>> names =
        [
            new("agent", Context.Agent),
            new("node", Context.Node),
            new("platform", Appraised.Verdict.Platform!.Ppid),
            new("repo", repo),
            new("release", $"{repo}@{Context.ReleaseTag}"),
            new("measurement", Appraised.Verdict.Quote!.Body.TdDigest()),
        ];
        if (Context.ClientKey is { } key)
            names.Insert(2, new("client_key", key));
        return names;
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("eat_profile", Profile);
        json.WriteString("iss", Context.Issuer);
        json.WriteString("sub", Context.Agent);
        json.WriteNumber("iat", Context.IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("exp", ExpiresAt.ToUnixTimeSeconds());
        WriteOptional(json, "eat_nonce", Context.Nonce);
        if (Context.ClientKey is { } key)
        {
            json.WriteStartObject("cnf");
            json.WriteString("kid", key);
            json.WriteEndObject();
        }

        json.WriteString("ear_status", ResultText.Name(Vector.Tier));
        json.WriteStartObject("ear_verifier_id");
        json.WriteString("developer", "https://github.com/easyenclave");
        json.WriteString("build", Context.Build);
        json.WriteEndObject();
    }

    private void WriteSubmodule(Utf8JsonWriter json)
    {
        var vector = Vector;
        json.WriteStartObject("submods");
        json.WriteStartObject(Submodule);
        json.WriteString("ear_status", ResultText.Name(vector.Tier));
        json.WriteStartObject("ear_trustworthiness_vector");
        json.WriteNumber("instance-identity", vector.InstanceIdentity);
        json.WriteNumber("configuration", vector.Configuration);
        json.WriteNumber("executables", vector.Executables);
        json.WriteNumber("hardware", vector.Hardware);
        json.WriteNumber("runtime-opaque", vector.RuntimeOpaque);
        json.WriteEndObject();
        json.WriteStartArray("ear_appraisal_policy_ids");
        json.WriteStringValue($"urn:easyenclave:policy:{Appraised.Policy.Name}:sha256:{Appraised.PolicySha256}");
        json.WriteEndArray();
        WriteOptional(json, "eat_nonce", Context.Challenge?.Nonce);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteStatus(Utf8JsonWriter json)
    {
        json.WriteStartObject("status");
        json.WriteStartObject("revocations");
        json.WriteString("uri", Context.StatusList);
        json.WriteStartObject("listed_as");
        foreach (var (kind, value) in RevocationNames())
            json.WriteString(kind, value);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteIdentity(Utf8JsonWriter json)
    {
        json.WriteString("network", Context.Network);
        json.WriteString("trust_root", Appraised.Verdict.TrustRoot);
        json.WriteString("freshness", Context.Challenge is null ? "channel" : "nonce");
        json.WriteString("sealed", ResultText.Name(Sealed));
        json.WriteString("app_name", Context.App);
        json.WriteString("node_id", Context.Node);
        json.WriteString("repo", Context.Repo);
        json.WriteString("release_tag", Context.ReleaseTag);
        json.WriteString("attested_at", ResultText.Instant(Context.AttestedAt));
        json.WriteString("appraised_at", ResultText.Instant(Context.AppraisedAt));
        json.WriteStartObject("valid_until");
        json.WriteString("attestation", ResultText.Instant(Context.AttestationUntil));
        json.WriteString("collateral", ResultText.Instant(Appraised.Verdict.Collateral!.EarliestNextUpdate));
        WriteOptional(json, "allowlist", Context.AllowlistUntil);
        WriteOptional(json, "tcb_grace", Appraised.GraceUntil);
        json.WriteEndObject();
    }

    private void WritePlatform(Utf8JsonWriter json)
    {
        var (appraisal, platform, report) = (Appraised.Verdict.Appraisal!, Appraised.Verdict.Platform!, Appraised.Verdict.Quote!.Body);
        json.WriteString("tcb_status", TcbStatuses.Name(appraisal.Status));
        json.WriteStartArray("advisories");
        foreach (var advisory in appraisal.Advisories)
            json.WriteStringValue(advisory);
        json.WriteEndArray();
        WriteOptional(json, "tcb_date", appraisal.TcbDate);
        json.WriteStartObject("platform");
        json.WriteString("ppid", platform.Ppid);
        json.WriteString("fmspc", platform.Fmspc);
        WriteOptional(json, "instance_id", platform.PlatformInstanceId);
        json.WriteEndObject();
        json.WriteStartObject("td");
        json.WriteString("digest", report.TdDigest());
        foreach (var name in TdRegisters.Pinnable)
            json.WriteString(name, Convert.ToHexStringLower(report.Register(name)!.Value.Span));
        json.WriteEndObject();
    }

    private void WriteEvidence(Utf8JsonWriter json)
    {
        var window = Appraised.Verdict.Collateral!;
        json.WriteStartObject("evidence");
        json.WriteString("quote_sha256", Appraised.QuoteSha256);
        json.WriteString("claims_sha256", Appraised.ClaimsSha256);
        json.WriteString("collateral_sha256", Appraised.CollateralSha256);
        json.WriteString("allowlist_sha256", Appraised.AllowlistSha256);
        json.WriteString("policy_sha256", Appraised.PolicySha256);
        json.WriteEndObject();
        json.WriteStartObject("collateral");
        json.WriteString("from", ResultText.Instant(window.LatestIssue));
        json.WriteString("until", ResultText.Instant(window.EarliestNextUpdate));
        json.WriteNumber("tcb_info_evaluation_number", window.TcbInfoEvaluationNumber);
        json.WriteNumber("qe_identity_evaluation_number", window.QeIdentityEvaluationNumber);
        json.WriteEndObject();
        if (Context.Challenge is { } challenge)
        {
            json.WriteStartObject("challenge");
            json.WriteString("nonce", challenge.Nonce);
            json.WriteString("reason", challenge.Reason);
            json.WriteString("server_spki", challenge.ServerKey);
            json.WriteEndObject();
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, DateTimeOffset? value) =>
        WriteOptional(json, name, value is { } instant ? ResultText.Instant(instant) : null);
}
