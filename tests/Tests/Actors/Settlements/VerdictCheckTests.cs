using System.Text;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Settlements.Verdicts;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using CoverageFacts = EasyEnclave.Tests.Actors.Coverage.Facts;

namespace EasyEnclave.Tests.Actors.Settlements;

public sealed class VerdictCheckTests
{
    public static TheoryData<string, string> Damages => new()
    {
        { "\"verdict\":\"fail\"", "\"verdict\":\"pass\"" },
        { "\"eligible\":false", "\"eligible\":true" },
        { "\"reasons\":[\"health_fail\"]", "\"reasons\":[]" },
        { "\"kind\":\"health_fail\"", "\"kind\":\"health_miss\"" },
        { "\"refunded_usd\":\"3.00\"", "\"refunded_usd\":\"2.00\"" },
        { "\"amount_usd\":\"1.50\"", "\"amount_usd\":\"1.40\"" },
        { "\"locked_usd\":\"2.00\"", "\"locked_usd\":\"1.00\"" },
        { "\"price_usd_per_vcpu_hour\":\"0.50\"", "\"price_usd_per_vcpu_hour\":\"0.40\"" },
        { "\"health_timeout_sec\":120", "\"health_timeout_sec\":120.0" },
        { "\"version\":1", "\"version\":2" },
        { "{\"version\"", " {\"version\"" },
    };

    [Fact]
    public void AVerdictFollowsFromItsFactsByteForByte()
    {
        byte[] document = Document();

        Assert.Null(VerdictCheck.Run(document, out Verdict? verdict));
        Assert.Equal(("fail", 2, "3.00"), (verdict!.Outcome, verdict.Failed, verdict.Refunded.ToString()));
        Assert.Equal(document, VerdictJson.Write(VerdictJudge.Judge(verdict.Facts)));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void AVerdictThatWasChangedDoesNot(string said, string changed)
    {
        string text = Encoding.UTF8.GetString(Document());
        Assert.Contains(said, text, StringComparison.Ordinal);

        int at = text.IndexOf(said, StringComparison.Ordinal);
        string damaged = text[..at] + changed + text[(at + said.Length)..];

        Assert.NotNull(VerdictCheck.Run(Encoding.UTF8.GetBytes(damaged), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1,2")]
    [InlineData("{\"version\":1,\"facts\":null}")]
    public void WhatIsNoVerdictIsNone(string text) =>
        Assert.Equal("The document is no verdict.", VerdictCheck.Run(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void ManyAccountsAreHashedAndFewAreListed()
    {
        UsageLine[] lines =
        [
            .. Enumerable.Range(0, UsageFacts.LinesMost + 1)
                .Select(number => new UsageLine(AccountId.Parse($"user-{number:D4}"), new Usd(3), new VcpuHours(1), new Usd(2))),
        ];

        Assert.Null(UsageFacts.Of(lines, 0).Lines);
        Assert.Equal((lines.Length, 2L * lines.Length), (UsageFacts.Of(lines, 0).Accounts, UsageFacts.Of(lines, 0).Amount.Micros));
        Assert.NotNull(UsageFacts.Of(lines[1..], 0).Lines);
        Assert.NotEqual(UsageFacts.Of(lines, 0).Sha256, UsageFacts.Of([.. lines[..^1], lines[^1] with { Amount = new Usd(1) }], 0).Sha256);
    }

    [Fact]
    public void F21AmountsAreExactAndRoundedOnce()
    {
        Assert.Equal("0.000001", new VcpuHours(250_000).At(new Usd(4))!.Value.ToString());
        Assert.Equal("0.00", new VcpuHours(125_000).At(new Usd(4))!.Value.ToString());
        Assert.Equal("0.000002", new VcpuHours(375_000).At(new Usd(4))!.Value.ToString());
    }

    internal static byte[] Document() => VerdictJson.Write(VerdictJudge.Judge(new VerdictFacts
    {
        NodeId = Market.Node,
        PeriodStart = CoverageFacts.Window.From,
        PeriodEnd = CoverageFacts.Window.To,
        JudgedAt = CoverageFacts.At(130),
        Terms = new PeriodTerms(Usd.Parse("0.50"), 4, "standard", Usd.Parse("100")),
        Rules = CoverageFacts.Rules,
        Evidence = new CoverageFacts().Session(-10, 120).Fails("health_fail", 61, 62).Build().Sorted(),
        Abuse = [],
        Usage = UsageFacts.Of(
            [
                new UsageLine(Market.Alice, Usd.Parse("2"), new VcpuHours(3_000_000), Usd.Parse("1.50")),
                new UsageLine(Market.Bob, Usd.Parse("1"), null, Usd.Zero),
            ],
            0),
    }));
}
