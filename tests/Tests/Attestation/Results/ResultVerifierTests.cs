using System.Text;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Results;
using FsCheck;
using FsCheck.Fluent;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Results;

/// <summary>A result holds offline only if its evidence gives it again, byte for byte; whatever was changed is named.</summary>
public sealed class ResultVerifierTests
{
    private static readonly ResultCase Standard = new();
    private static readonly ResultEnvelope Good = Standard.Envelope();
    private static readonly string[] Parts = ["quote", "claims", "collateral", "allowlist", "policy"];

    public static TheoryData<string> PartNames => [.. Parts];

    [Fact]
    public void AnHonestResultIsReproduced()
    {
        var verification = Standard.Verifier.Verify(Good, Now);
        Assert.Empty(verification.Faults);
        Assert.True(verification.Reproduced);
        Assert.Equal(verification.Result!.ToPayload(), verification.Payload!.Value.ToArray());
    }

    [Fact]
    public void AnEnvelopeIsReadAsItWasWritten()
    {
        Assert.True(ResultEnvelope.TryParse(Good.ToDocument(), out var again));
        Assert.Equal(Good.ToDocument(), again.ToDocument());
        Assert.True(Standard.Verifier.Verify(again, Now).Reproduced);
    }

    [Fact]
    public void ATokenAloneIsSignedAndNotReproduced()
    {
        Assert.True(ResultEnvelope.TryParse(Encoding.ASCII.GetBytes(Good.Token + "\n"), out var alone));
        var verification = Standard.Verifier.Verify(alone, Now);
        Assert.True(verification.Holds);
        Assert.False(verification.Reproduced);
    }

    [Theory]
    [MemberData(nameof(PartNames))]
    public void AnyTurnedBitOfEvidenceNamesItsPart(string name) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), place => Codes(Good with { Evidence = Turned(name, place) }).SequenceEqual(["evidence_changed:" + name]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20261122, 11));

    [Fact]
    public void AllPartsThatWereChangedAreNamed()
    {
        var evidence = Parts.Aggregate(Good.Evidence!, (changed, name) => Turned(changed, name, 0));
        Assert.Equal(Parts.Select(name => "evidence_changed:" + name), Codes(Good with { Evidence = evidence }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void NoBitOfTheTokensPartsCanBeTurned(int part)
    {
        var parts = Good.Token.Split('.');
        Prop.ForAll(Gen.Choose(0, (parts[part].Length * 8) - 1).ToArbitrary(), bit =>
        {
            var bytes = Encoding.ASCII.GetBytes(parts[part]);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            string[] turned = [.. parts];
            turned[part] = Encoding.Latin1.GetString(bytes);
            return !Standard.Verifier.Verify(Good with { Token = string.Join('.', turned) }, Now).Holds;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20261122, 13));
    }

    [Fact]
    public void ItHoldsFromItsIssueUntilItsEnd()
    {
        Assert.Equal(["not_yet"], Codes(Good, Now.AddTicks(-1)));
        Assert.Empty(Codes(Good, Now.AddSeconds(3630).AddTicks(-1)));
        Assert.Equal(["expired"], Codes(Good, Now.AddSeconds(3630)));
    }

    [Fact]
    public void AnotherRootGivesNoVerdict()
    {
        ResultVerifier intel = new(new QuoteVerifier(TrustRoot.Intel), ResultCase.Keys);
        Assert.Equal(["verdict_refused:quote_invalid:pck_chain_untrusted_root"], intel.Verify(Good, Now).Faults.Select(fault => fault.Code));
    }

    [Fact]
    public void ARootOfAnotherNameIsNoticedInTheResult()
    {
        var development = Standard with { Genuine = false };
        Assert.StartsWith("result_differs:", Assert.Single(development.Verifier.Verify(Good, Now).Faults).Code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ear_status", "\"warning\"")]
    [InlineData("trust_root", "\"development\"")]
    [InlineData("sealed", "\"claimed\"")]
    [InlineData("tcb_status", "\"OutOfDate\"")]
    [InlineData("advisories", "[\"INTEL-SA-00001\"]")]
    [InlineData("exp", "4000000000")]
    [InlineData("freshness", "\"channel\"")]
    [InlineData("another", "true")]
    public void AnIssuerThatSignsWhatTheEvidenceDoesNotSayIsFoundOut(string member, string value) =>
        Assert.Equal(["result_differs:" + member], Codes(Signed(payload => payload[member] = JsonNode.Parse(value))));

    [Theory]
    [InlineData("node_id")]
    [InlineData("app_name")]
    [InlineData("repo")]
    [InlineData("sub")]
    public void AnotherNameThanTheQuoteBindsIsFoundOut(string member) =>
        Assert.Equal("binding_mismatch", Codes(Signed(payload => payload[member] = "agent-2"))[0]);

    [Fact]
    public void AnotherChallengeOrKeyThanTheQuoteBindsIsFoundOut()
    {
        Assert.Equal("binding_mismatch", Codes(Signed(payload => payload["challenge"]!["nonce"] = new string('d', 64)))[0]);
        Assert.Equal("binding_mismatch", Codes(Signed(payload => payload["challenge"]!["server_spki"] = "-"))[0]);
        Assert.Equal("binding_mismatch", Codes(Signed(payload => payload["cnf"]!["kid"] = "other"))[0]);
        Assert.Equal("binding_mismatch", Codes(Signed(payload => payload.Remove("challenge")))[0]);
        Assert.Equal("binding_mismatch", Codes(Signed(payload => payload["challenge"]!["reason"] = "a\nb"))[0]);
    }

    [Fact]
    public void ThePolicyMustBeTheNetworks()
    {
        var other = Standard with { Rules = rules => rules with { Name = "elsewhere-1" } };
        Assert.Equal(["policy_of_other_network"], Codes(other.Envelope()));
    }

    [Fact]
    public void APolicyThatNoControlPlaneWroteIsRefused()
    {
        var evidence = Good.Evidence! with { Policy = new byte[] { (byte)' ' }.Concat(Good.Evidence!.Policy.ToArray()).ToArray() };
        Assert.Null(AppraisedEvidence.Of(new QuoteVerifier(Standard.Root), evidence.For("v1.0.0"), evidence.Policy, Now, out var refusal));
        Assert.Equal("policy_invalid", refusal!.Reason);
    }

    [Fact]
    public void AChannelsResultIsReproducedWithoutAChallenge()
    {
        var channel = Standard with { ByNonce = false, Rules = rules => rules with { Freshness = Freshness.Channel } };
        Assert.True(channel.Verifier.Verify(channel.Envelope(), Now).Reproduced);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"eat_profile":"tag:ietf.org,2026:rats/ear#04","iat":1}""")]
    public void AnythingElseThatWasSignedIsNoResult(string payload) =>
        Assert.Equal(["not_a_result"], Codes(Good with { Token = ResultCase.Sign("eat+jwt", Encoding.UTF8.GetBytes(payload)) }));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"result":"a.b.c"}""")]
    [InlineData("""{"result":"a.b.c","evidence":{"quote":"AA","claims":"AA","collateral":"AA","allowlist":"AA"}}""")]
    [InlineData("""{"result":"a.b.c","evidence":{"quote":"A=","claims":"AA","collateral":"AA","allowlist":"AA","policy":"AA"}}""")]
    public void AnEnvelopeThatIsNotWholeIsNotRead(string text) => Assert.False(ResultEnvelope.TryParse(Encoding.UTF8.GetBytes(text), out _));

    private static string[] Codes(ResultEnvelope envelope, DateTimeOffset? at = null) =>
        [.. Standard.Verifier.Verify(envelope, at ?? Now).Faults.Select(fault => fault.Code)];

    private static ResultEnvelope Signed(Action<JsonObject> change)
    {
        var payload = JsonNode.Parse(Standard.Result(Good.Evidence).ToPayload())!.AsObject();
        change(payload);
        return Good with { Token = ResultCase.Sign("eat+jwt", Encoding.UTF8.GetBytes(payload.ToJsonString())) };
    }

    private static ResultEvidence Turned(string name, int place) => Turned(Good.Evidence!, name, place);

    private static ResultEvidence Turned(ResultEvidence evidence, string name, int place)
    {
        byte[] Turn(ReadOnlyMemory<byte> part)
        {
            var bytes = part.ToArray();
            bytes[place / 8 % bytes.Length] ^= (byte)(1 << (place % 8));
            return bytes;
        }

        return name switch
        {
            "quote" => evidence with { Quote = Turn(evidence.Quote) },
            "claims" => evidence with { Claims = Turn(evidence.Claims) },
            "collateral" => evidence with { Collateral = Turn(evidence.Collateral) },
            "allowlist" => evidence with { Allowlist = Turn(evidence.Allowlist) },
            _ => evidence with { Policy = Turn(evidence.Policy) },
        };
    }
}
