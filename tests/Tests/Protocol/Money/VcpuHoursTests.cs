using System.Numerics;
using EasyEnclave.Protocol.Money;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Protocol.Money;

/// <summary>What work costs: exact, and rounded once.</summary>
public sealed class VcpuHoursTests
{
    [Theory]
    [InlineData("1", "0.004", "0.004")]
    [InlineData("1", "0.005", "0.005")]
    [InlineData("0.5", "0.000001", "0")]
    [InlineData("1.5", "0.000001", "0.000002")]
    [InlineData("2.5", "0.000001", "0.000002")]
    [InlineData("0.500001", "0.000001", "0.000001")]
    [InlineData("744", "1.25", "930")]
    public void AChargeIsRoundedHalfToEvenOnce(string hours, string price, string charge)
    {
        Assert.True(VcpuHours.TryParse(hours, out VcpuHours work));

        Assert.Equal(Usd.Parse(charge), work.At(Usd.Parse(price)));
    }

    [Fact]
    public void AChargeIsNeverFurtherThanHalfAMicroFromTheExactOne() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        (hours, price) =>
        {
            BigInteger exact = (BigInteger)hours * price;
            BigInteger charged = (BigInteger)new VcpuHours(hours).At(new Usd(price))!.Value.Micros * 1_000_000;
            BigInteger off = BigInteger.Abs(exact - charged) * 2;
            return off < 1_000_000 || (off == 1_000_000 && (charged / 1_000_000).IsEven);
        }));

    [Fact]
    public void AChargeThatNoAmountCanHoldIsNone()
    {
        Assert.Null(new VcpuHours(7_440_000_000_000).At(Usd.Most));
        Assert.Equal(Usd.Most, new VcpuHours(1_000_000).At(Usd.Most));
    }

    [Theory]
    [InlineData("1.0000001")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("7440000.000001")]
    public void WhatIsNoAmountOfWorkIsRefused(string text) => Assert.False(VcpuHours.TryParse(text, out _));

    [Fact]
    public void APeriodHoldsAsMuchAsItsVcpusCanDo() =>
        Assert.Equal("48", VcpuHours.Of(2, Period.Parse("2026-11-22")).ToString());
}
