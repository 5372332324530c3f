using EasyEnclave.Protocol.Money;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Protocol.Money;

/// <summary>Periods are whole hours in UTC, and their end is not in them.</summary>
public sealed class PeriodTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    private static readonly Arbitrary<Period> Periods = Gen.Choose(0, 100_000)
        .SelectMany(start => Gen.Choose(1, 744).Select(hours => Made(T0.AddHours(start), T0.AddHours(start + hours))))
        .ToArbitrary();

    [Theory]
    [InlineData("2026-11-22", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData("2026-11-22T14", "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z")]
    [InlineData("2026-11", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("2028-02", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData("20261122T1400Z--20261122T1600Z", "2026-11-22T14:00:00Z", "2026-11-22T16:00:00Z")]
    public void EachFormOfAPathIsRead(string text, string start, string end)
    {
        Assert.True(Period.TryParse(text, out Period period));

        Assert.Equal((DateTimeOffset.Parse(start), DateTimeOffset.Parse(end)), (period.Start, period.End));
        Assert.Equal(text, period.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("banana")]
    [InlineData("2026")]
    [InlineData("2026-13")]
    [InlineData("2026-02-30")]
    [InlineData("2026-11-22T24")]
    [InlineData("2026-11-22T14:30")]
    [InlineData("2026-11-22 ")]
    [InlineData("1969-12-31")]
    [InlineData("9999-12-31")]
    [InlineData("20261122T1400Z--20261122T1400Z")]
    [InlineData("20261122T1600Z--20261122T1400Z")]
    [InlineData("20261122T1430Z--20261122T1600Z")]
    [InlineData("20261122T1400--20261122T1600")]
    [InlineData("20261101T0000Z--20261202T0100Z")]
    [InlineData("2026-11-22--2026-11-23")]
    public void EverythingElseIsRefused(string? text) => Assert.False(Period.TryParse(text, out _));

    [Fact]
    public void OffsetsAreReadAndHalfHoursAreNot()
    {
        var noon = new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.FromHours(2));
        Assert.True(Period.TryCreate(noon, noon.AddHours(1), out Period period));
        Assert.Equal("2026-11-22T12", period.ToString());
        Assert.False(Period.TryCreate(noon.ToOffset(TimeSpan.FromMinutes(30)).AddMinutes(30), noon.AddHours(2), out _));
        Assert.False(Period.TryCreate(noon, noon.AddTicks(TimeSpan.TicksPerHour + 1), out _));
    }

    [Fact]
    public void ThirtyOneDaysAreTheMost()
    {
        Assert.True(Period.TryCreate(T0, T0.AddDays(31), out _));
        Assert.False(Period.TryCreate(T0, T0.AddDays(31).AddHours(1), out _));
    }

    [Fact]
    public void WhatIsWrittenReadsBack() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Periods, period =>
        Period.TryParse(period.ToString(), out Period read) && read == period));

    [Fact]
    public void TheEndIsInTheNextPeriod()
    {
        Period hour = Period.Parse("2026-11-22T14");
        Period next = Period.Parse("2026-11-22T15");

        Assert.True(hour.Contains(hour.Start));
        Assert.False(hour.Contains(hour.End));
        Assert.False(hour.Overlaps(next));
        Assert.True(hour.Overlaps(Period.Parse("2026-11-22")));
    }

    [Fact]
    public void OverlappingIsSharingAnHour() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Periods, Periods, (a, b) =>
        a.Overlaps(b) == Enumerable.Range(0, a.Hours).Any(hour => b.Contains(a.Start.AddHours(hour))) && a.Overlaps(b) == b.Overlaps(a)));

    private static Period Made(DateTimeOffset start, DateTimeOffset end)
    {
        Assert.True(Period.TryCreate(start, end, out Period period));
        return period;
    }
}
