using EasyEnclave.Attestation.Binding;

namespace EasyEnclave.Tests.Attestation.Binding;

public sealed class ReportDataTests
{
    private static readonly ChallengeBinding Challenge = new()
    {
        Nonce = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        AgentId = "agent-1",
        NodeId = "agent-1",
        AppName = "hello",
        Repo = "acme/hello",
        ReleaseTag = "v1.0.0",
        Network = "sandbox-1",
        Reason = AttestationReason.Register,
    };

    private static readonly Claims Claims = ClaimsTests.Read("""{"image":"x","sealed":false}""");

    private static readonly Dictionary<string, ChallengeBinding> Others = new(StringComparer.Ordinal)
    {
        ["nonce"] = Challenge with { Nonce = new string('0', 64) },
        ["agent"] = Challenge with { AgentId = "agent-2" },
        ["node"] = Challenge with { NodeId = "agent-2" },
        ["app"] = Challenge with { AppName = "other" },
        ["repo"] = Challenge with { Repo = "acme/other" },
        ["tag"] = Challenge with { ReleaseTag = "v1.0.1" },
        ["network"] = Challenge with { Network = "forge-1" },
        ["reason"] = Challenge with { Reason = AttestationReason.Periodic },
        ["server key"] = Challenge with { ServerSpki = new string('a', 64) },
        ["client key"] = Challenge with { ClientSpki = new string('a', 64) },
    };

    public static TheoryData<string> Differences => [.. Others.Keys];

    [Fact]
    public void TheBindingIsTheProtocolsTestVector() =>
        Assert.Equal("605fffa18c9de8118d23ddb39776484543b2d38a40743455175924dddfa4be71", Convert.ToHexStringLower(Challenge.Digest()));

    [Fact]
    public void ReportDataIsTheClaimsHashThenTheBinding()
    {
        var reportData = ReportData.Bind(Claims, Challenge);

        Assert.Equal([.. Claims.Digest(), .. Challenge.Digest()], reportData);
        Assert.True(ReportData.BindsClaims(reportData, Claims));
        Assert.True(ReportData.Answers(reportData, Challenge));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void AnAnswerToAnyOtherChallengeIsNone(string difference) =>
        Assert.False(ReportData.Answers(ReportData.Bind(Claims, Others[difference]), Challenge));

    [Fact]
    public void ValuesThatChangeTheirPlacesGiveAnotherBinding()
    {
        var one = Challenge with { AgentId = "a", NodeId = "b" };

        Assert.NotEqual(one.Digest(), (one with { AgentId = "b", NodeId = "a" }).Digest());
    }

    [Fact]
    public void OtherClaimsAreNotBound()
    {
        var reportData = ReportData.Bind(Claims, Challenge);

        Assert.False(ReportData.BindsClaims(reportData, ClaimsTests.Read("""{"image":"x","sealed":true}""")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(63)]
    public void EveryByteCounts(int place)
    {
        var reportData = ReportData.Bind(Claims, Challenge);
        reportData[place] ^= 1;

        Assert.Equal(place >= 32, ReportData.BindsClaims(reportData, Claims));
        Assert.Equal(place < 32, ReportData.Answers(reportData, Challenge));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void ReportDataOfAnotherSizeBindsNothing(int length)
    {
        Assert.False(ReportData.BindsClaims(new byte[length], Claims));
        Assert.False(ReportData.Answers(new byte[length], Challenge));
    }

    [Fact]
    public void AFrontsCertificateIsTakenOnlyIfItIsListed()
    {
        var front = new string('b', 64);
        var reportData = ReportData.Bind(Claims, Challenge with { ServerSpki = front });

        Assert.False(ReportData.Answers(reportData, Challenge));
        Assert.False(ReportData.Answers(reportData, Challenge, [new string('c', 64)]));
        Assert.True(ReportData.Answers(reportData, Challenge, [new string('c', 64), front]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\u0000")]
    public void AFieldThatCouldShiftTheLinesIsABug(string value) =>
        Assert.Throws<InvalidOperationException>(() => (Challenge with { AppName = value }).Digest());
}
