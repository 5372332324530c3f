using System.Text.Json;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Results;
using EasyEnclave.Attestation.Tcb;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Results;

/// <summary>What a result says, and until when.</summary>
public sealed class AttestationResultTests
{
    private static readonly DateTimeOffset CollateralEnd = new ResultCase().Result().Appraised.Verdict.Collateral!.EarliestNextUpdate;

    [Fact]
    public void AResultIsAnEarWithItsTiersAndWhatTheyStandOn()
    {
        var result = new ResultCase { Says = same => same with { Nonce = "abcdefghijk" } }.Result();
        var json = JsonDocument.Parse(result.ToPayload()).RootElement;
        Assert.Equal("tag:ietf.org,2026:rats/ear#04", Text(json, "eat_profile"));
        Assert.Equal("https://control.example.com", Text(json, "iss"));
        Assert.Equal("agent-1", Text(json, "sub"));
        Assert.Equal("abcdefghijk", Text(json, "eat_nonce"));
        Assert.Equal(Now.ToUnixTimeSeconds(), json.GetProperty("iat").GetInt64());
        Assert.Equal(new string('c', 64), Text(json.GetProperty("cnf"), "kid"));
        Assert.Equal("affirming", Text(json, "ear_status"));
        var td = json.GetProperty("submods").GetProperty("td");
        Assert.Equal("affirming", Text(td, "ear_status"));
        Assert.Equal(2, td.GetProperty("ear_trustworthiness_vector").GetProperty("hardware").GetInt32());
        Assert.Equal(
            $"urn:easyenclave:policy:sandbox-1:sha256:{result.Appraised.PolicySha256}", td.GetProperty("ear_appraisal_policy_ids")[0].GetString());
        Assert.Equal("nonce", Text(json, "freshness"));
        Assert.Equal("proven", Text(json, "sealed"));
        Assert.Equal("UpToDate", Text(json, "tcb_status"));
        Assert.Equal(Convert.ToHexStringLower(Td.Mrtd.Span), Text(json.GetProperty("td"), "mrtd"));
        Assert.Equal(Convert.ToHexStringLower(Platform.Ppid.Span), Text(json.GetProperty("platform"), "ppid"));
        Assert.Equal(result.Appraised.QuoteSha256, Text(json.GetProperty("evidence"), "quote_sha256"));
    }

    [Fact]
    public void TheSameContextAndEvidenceGiveTheSameBytes()
    {
        var evidence = new ResultCase().Evidence();
        Assert.Equal(new ResultCase().Result(evidence).ToPayload(), new ResultCase().Result(evidence).ToPayload());
    }

    [Fact]
    public void ItEndsWithTheAttestationWhereThatIsFirst() =>
        Assert.Equal(Now.AddSeconds(3630), Case(Now.AddSeconds(3630), Now.AddSeconds(3631)).Result().ExpiresAt);

    [Fact]
    public void ItEndsWithTheAllowlistsLimitWhereThatIsFirst() =>
        Assert.Equal(Now.AddSeconds(3629), Case(Now.AddSeconds(3630), Now.AddSeconds(3629)).Result().ExpiresAt);

    [Fact]
    public void ItEndsWithTheCollateralWhereThatIsFirst()
    {
        Assert.Equal(CollateralEnd, Case(CollateralEnd.AddSeconds(1), CollateralEnd.AddSeconds(1)).Result().ExpiresAt);
        Assert.Equal(CollateralEnd.AddSeconds(-1), Case(CollateralEnd.AddSeconds(-1), null).Result().ExpiresAt);
    }

    [Fact]
    public void ItEndsWithAGraceWhereThatIsFirst()
    {
        var late = new ResultCase { Status = TcbStatus.OutOfDate };
        var date = late.Result().Appraised.Verdict.Appraisal!.TcbDate!.Value;
        var days = (int)(Now - date).TotalDays + 1;
        var grace = Case(CollateralEnd, null) with
        {
            Status = TcbStatus.OutOfDate,
            Rules = rules => rules with
            {
                AcceptedStatuses = new HashSet<TcbStatus> { TcbStatus.UpToDate },
                GraceDays = new Dictionary<TcbStatus, int> { [TcbStatus.OutOfDate] = days },
            },
        };
        Assert.Equal(date.AddDays(days), grace.Result().ExpiresAt);
    }

    [Fact]
    public void ItEndsAtAWholeSecondAndNeverLaterThanItMay() =>
        Assert.Equal(Now.AddSeconds(10), Case(Now.AddSeconds(10.9), null).Result().ExpiresAt);

    [Fact]
    public void TheTiersFollowTheWorstValue()
    {
        Assert.Equal((new TrustVector(2, 2, 2, 2, 2), TrustTier.Affirming), Rated(new ResultCase()));
        Assert.Equal((new TrustVector(2, 2, 3, 2, 2), TrustTier.Affirming), Rated(new ResultCase { Registers = list => list["rtmr3"] = "any" }));
        Assert.Equal((new TrustVector(2, 2, 33, 2, 2), TrustTier.Warning), Rated(new ResultCase { Registers = list => list["mrtd"] = "any" }));
        Assert.Equal((new TrustVector(2, 32, 2, 2, 2), TrustTier.Warning), Rated(new ResultCase { Sealed = false }));
        Assert.Equal((new TrustVector(97, 2, 2, 97, 2), TrustTier.Contraindicated), Rated(new ResultCase { Genuine = false }));
    }

    [Theory]
    [InlineData(TcbStatus.SWHardeningNeeded, 2, 32)]
    [InlineData(TcbStatus.ConfigurationNeeded, 32, 2)]
    [InlineData(TcbStatus.ConfigurationAndSWHardeningNeeded, 32, 32)]
    [InlineData(TcbStatus.OutOfDate, 2, 32)]
    [InlineData(TcbStatus.OutOfDateConfigurationNeeded, 32, 32)]
    public void AStatusBelowUpToDateWarns(TcbStatus status, int configuration, int hardware) =>
        Assert.Equal((new TrustVector(2, configuration, 2, hardware, 2), TrustTier.Warning), Rated(new ResultCase { Status = status }));

    [Fact]
    public void WithoutAChallengeSealedIsAClaimAndFreshnessTheChannels()
    {
        var channel = new ResultCase { ByNonce = false, Rules = rules => rules with { Freshness = Freshness.Channel } };
        var json = JsonDocument.Parse(channel.Result().ToPayload()).RootElement;
        Assert.Equal("channel", Text(json, "freshness"));
        Assert.Equal("claimed", Text(json, "sealed"));
        Assert.False(json.TryGetProperty("challenge", out _));
        Assert.Equal(32, channel.Result().Vector.Configuration);
    }

    [Fact]
    public void WhatIsAbsentIsNotWritten()
    {
        var json = JsonDocument.Parse(new ResultCase { Says = same => same with { ClientKey = null } }.Result().ToPayload()).RootElement;
        Assert.False(json.TryGetProperty("cnf", out _));
        Assert.False(json.TryGetProperty("eat_nonce", out _));
        Assert.False(json.GetProperty("valid_until").TryGetProperty("allowlist", out _));
        Assert.False(json.GetProperty("status").GetProperty("revocations").GetProperty("listed_as").TryGetProperty("client_key", out _));
    }

    private static ResultCase Case(DateTimeOffset attestation, DateTimeOffset? allowlist) =>
        new() { Says = same => same with { AttestationUntil = attestation, AllowlistUntil = allowlist } };

    private static (TrustVector Vector, TrustTier Tier) Rated(ResultCase @case)
    {
        var result = @case.Result();
        return (result.Vector, result.Vector.Tier);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
