using EasyEnclave.Actors.Refusals;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Actors.Refusals;

/// <summary>A flood of refusals is a trickle of writes, and no refusal is lost from the sum.</summary>
public sealed class RefusalLogTests
{
    [Fact]
    public void WhereNothingWasRefusedNothingIsWritten() => Assert.Null(new RefusalLog(new ManualTime()).Take());

    [Fact]
    public void RefusalsAreCountedByMinuteReasonAndPrefix()
    {
        ManualTime time = new();
        RefusalLog log = new(time);
        log.Count("not_fresh", "a");
        log.Count("not_fresh", "a");
        log.Count("not_fresh", "b");
        time.Advance(TimeSpan.FromSeconds(60));
        log.Count("not_fresh", "a");

        Assert.Equal(
            [
                new RowChange.AddRefusals(Cast.T0, "not_fresh", "a", 2),
                new RowChange.AddRefusals(Cast.T0, "not_fresh", "b", 1),
                new RowChange.AddRefusals(Cast.T0.AddMinutes(1), "not_fresh", "a", 1),
            ],
            Rows(log).OrderBy(row => row.Minute).ThenBy(row => row.Prefix, StringComparer.Ordinal));
        Assert.Null(log.Take());
    }

    [Fact]
    public void TheLargestAreToldApartAndTheRestIsOneNumber()
    {
        RefusalLog log = new(new ManualTime());
        for (int i = 0; i < 3000; i++)
        {
            log.Count("not_fresh", "prefix-" + i);
        }

        for (int i = 0; i < 50; i++)
        {
            log.Count("not_fresh", "prefix-7");
        }

        List<RowChange.AddRefusals> rows = Rows(log);

        Assert.Equal(Limits.RefusalsWrittenPerSecond, rows.Count);
        Assert.Equal(("prefix-7", 51), (rows[0].Prefix, rows[0].Count));
        Assert.Equal(("suppressed", "*"), (rows[^1].Reason, rows[^1].Prefix));
        Assert.Equal(3050, rows.Sum(row => row.Count));
    }

    [Fact]
    public void AFloodThatLastsIsWrittenAtTheRateOfTheHour()
    {
        ManualTime time = new();
        RefusalLog log = new(time);
        long counted = 0;
        long written = 0;
        int apart = 0;
        int numbers = 0;
        for (int second = 0; second < 7200; second++)
        {
            for (int i = 0; i < 20; i++, counted++)
            {
                log.Count("not_fresh", $"prefix-{second}-{i}");
            }

            List<RowChange.AddRefusals> rows = Rows(log);
            written += rows.Sum(row => row.Count);
            apart += rows.Count(row => row.Reason != "suppressed");
            numbers += rows.Count(row => row.Reason == "suppressed");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(counted, written);
        Assert.InRange(apart, (2 * Limits.RefusalsWrittenPerHour) + 3500, 3 * Limits.RefusalsWrittenPerHour);
        Assert.Equal(7200, numbers);
    }

    [Fact]
    public void WhatCouldNotBeWrittenGoesWithTheNextRows()
    {
        RefusalLog log = new(new ManualTime());
        for (int i = 0; i < 12; i++)
        {
            log.Count("not_fresh", "prefix-" + i);
        }

        log.Return(log.Take()!);
        log.Count("not_fresh", "prefix-0");

        Assert.Equal(13, Rows(log).Sum(row => row.Count));
        Assert.Null(log.Take());
    }

    [Fact]
    public void WhateverIsCountedIsTakenOnce() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(400).WithReplay(3, 5),
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 60)).ToArbitrary(), steps =>
        {
            ManualTime time = new();
            RefusalLog log = new(time);
            long counted = 0;
            long taken = 0;
            foreach (int step in steps)
            {
                switch (step)
                {
                    case 0:
                        List<RowChange.AddRefusals> rows = Rows(log);
                        Assert.True(rows.Count <= Limits.RefusalsWrittenPerSecond);
                        taken += rows.Sum(row => row.Count);
                        break;
                    case 1:
                        time.Advance(TimeSpan.FromSeconds(45));
                        break;
                    default:
                        log.Count("reason-" + (step % 5), "prefix-" + step);
                        counted++;
                        break;
                }
            }

            Assert.Equal(counted, taken + Rows(log).Sum(row => row.Count));
        }));

    private static List<RowChange.AddRefusals> Rows(RefusalLog log) => log.Take()?.Changes.Cast<RowChange.AddRefusals>().ToList() ?? [];
}
