using System.Text.Json;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Money;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Protocol.Money;

/// <summary>Amounts are read by their digits, or not at all.</summary>
public sealed class UsdTests
{
    private static readonly Arbitrary<long> Micros = Gen.Choose(0, int.MaxValue)
        .SelectMany(high => Gen.Choose(0, 465_661).Select(low => Math.Min(((long)high * 465_661) + low, Limits.AmountMicroUsd)))
        .ToArbitrary();

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1_000_000)]
    [InlineData("0.000001", 1)]
    [InlineData("12.5", 12_500_000)]
    [InlineData("12.500000", 12_500_000)]
    [InlineData("1000000000", 1_000_000_000_000_000)]
    public void DigitsWithUpToSixDecimalsAreRead(string text, long micros)
    {
        Assert.True(Usd.TryParse(text, out Usd amount));
        Assert.Equal(micros, amount.Micros);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1e3")]
    [InlineData("1E3")]
    [InlineData("1e30")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0.0000001")]
    [InlineData("1.0000000")]
    [InlineData("01")]
    [InlineData("1.2.3")]
    [InlineData("１")]
    [InlineData("1000000000.000001")]
    [InlineData("9999999999999")]
    [InlineData("99999999999999999999999999")]
    public void EverythingElseIsRefused(string text) => Assert.False(Usd.TryParse(text, out _));

    [Fact]
    public void WhatIsWrittenReadsBack() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Micros, micros =>
        Usd.TryParse(new Usd(micros).ToString(), out Usd read) && read.Micros == micros));

    [Fact]
    public void SumsAndDifferencesAreThoseOfTheMicros() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Micros, Micros, (a, b) =>
        (new Usd(a) + new Usd(b)).Micros == a + b && new Usd(a) - new Usd(b) == -(new Usd(b) - new Usd(a)) && (new Usd(a) < new Usd(b)) == (a < b)));

    [Fact]
    public void WhatDoesNotFitThrows()
    {
        Assert.Throws<OverflowException>(() => new Usd(long.MaxValue) + new Usd(1));
        Assert.Throws<OverflowException>(() => new Usd(long.MinValue) - new Usd(1));
        Assert.Throws<OverflowException>(() => -new Usd(long.MinValue));
        Assert.Throws<OverflowException>(() => Usd.FromCents(long.MaxValue));
    }

    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(1, "0.000001")]
    [InlineData(-1, "-0.000001")]
    [InlineData(10_000, "0.01")]
    [InlineData(1_500_000, "1.50")]
    [InlineData(-1_234_567, "-1.234567")]
    [InlineData(long.MinValue, "-9223372036854.775808")]
    public void AnAmountIsWrittenExactly(long micros, string text) => Assert.Equal(text, new Usd(micros).ToString());

    [Theory]
    [InlineData(19_999, 1)]
    [InlineData(-19_999, -1)]
    [InlineData(9_999, 0)]
    [InlineData(-9_999, 0)]
    [InlineData(20_000, 2)]
    public void CentsAreRoundedTowardsZero(long micros, long cents) => Assert.Equal(cents, new Usd(micros).Cents);

    [Theory]
    [InlineData("\"12.5\"", true)]
    [InlineData("12.5", true)]
    [InlineData("0.1", true)]
    [InlineData("1e1", false)]
    [InlineData("-1", false)]
    [InlineData("0.1000000000000000055511151231257827", false)]
    [InlineData("null", false)]
    [InlineData("true", false)]
    [InlineData("[1]", false)]
    public void JsonNumbersAreReadByTheirDigitsToo(string json, bool valid) =>
        Assert.Equal(valid, Usd.TryRead(JsonDocument.Parse(json).RootElement, out _));
}
