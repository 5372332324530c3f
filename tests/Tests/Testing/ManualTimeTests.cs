namespace EasyEnclave.Tests.Testing;

public sealed class ManualTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new(Start);
    private readonly List<string> _fired = [];

    [Fact]
    public void TheClockStandsStillUntilItIsMoved()
    {
        var before = _time.GetTimestamp();

        Assert.Equal(Start, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromMilliseconds(1500));

        Assert.Equal(Start.AddSeconds(1.5), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(1.5), _time.GetElapsedTime(before));
    }

    [Fact]
    public void TheClockIsNeverMovedBack() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(-Second));

    [Fact]
    public void ATimerFiresAtItsInstantAndNotATickBefore()
    {
        using var timer = Once("a", Second);

        _time.Advance(Second - TimeSpan.FromTicks(1));
        Assert.Empty(_fired);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["a@1"], _fired);

        _time.Advance(Second);
        Assert.Equal(["a@1"], _fired);
    }

    [Fact]
    public void TimersFireInTheOrderTheyAreDueEachSeeingItsOwnInstant()
    {
        using var third = Once("c", 3 * Second);
        using var first = Once("a", Second);
        using var second = Once("b", 2 * Second);

        _time.Advance(10 * Second);

        Assert.Equal(["a@1", "b@2", "c@3"], _fired);
        Assert.Equal(Start.AddSeconds(10), _time.Now);
    }

    [Fact]
    public void TimersOfTheSameInstantFireInTheOrderTheyWereArmed()
    {
        using var first = Once("a", Second);
        using var second = Once("b", Second);
        first.Change(Second, Timeout.InfiniteTimeSpan);

        _time.Advance(Second);

        Assert.Equal(["b@1", "a@1"], _fired);
    }

    [Fact]
    public void APeriodicTimerFiresOnceAPeriod()
    {
        using var timer = _time.CreateTimer(Note, "tick", Second, 2 * Second);

        _time.Advance(6 * Second);

        Assert.Equal(["tick@1", "tick@3", "tick@5"], _fired);
        Assert.Equal(Second, _time.UntilNextTimer);
    }

    [Fact]
    public void AChangedTimerForgetsItsOldInstant()
    {
        using var timer = Once("a", Second);

        Assert.True(timer.Change(3 * Second, Timeout.InfiniteTimeSpan));
        _time.Advance(2 * Second);
        Assert.Empty(_fired);

        _time.Advance(Second);
        Assert.Equal(["a@3"], _fired);
    }

    [Fact]
    public void ATimerChangedToNeverDoesNotFire()
    {
        using var timer = Once("a", Second);

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _time.Advance(10 * Second);

        Assert.Empty(_fired);
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public void ADisposedTimerNeitherFiresNorChanges()
    {
        var timer = Once("a", Second);

        timer.Dispose();

        Assert.False(timer.Change(Second, Timeout.InfiniteTimeSpan));
        _time.Advance(10 * Second);
        Assert.Empty(_fired);
    }

    [Fact]
    public void ATimerDisposedByAnEarlierOneOfTheSameAdvanceDoesNotFire()
    {
        var victim = Once("victim", 2 * Second);
        using var killer = _time.CreateTimer(_ => victim.Dispose(), null, Second, Timeout.InfiniteTimeSpan);

        _time.Advance(10 * Second);

        Assert.Empty(_fired);
    }

    [Fact]
    public void ATimerArmedByACallbackFiresWithinTheSameAdvance()
    {
        ITimer? later = null;
        using var timer = _time.CreateTimer(_ => later = Once("later", Second), null, Second, Timeout.InfiniteTimeSpan);

        _time.Advance(5 * Second);

        Assert.Equal(["later@2"], _fired);
        later!.Dispose();
    }

    [Fact]
    public void ATimerWithoutDelayFiresAtOnce()
    {
        using var timer = _time.CreateTimer(Note, "now", TimeSpan.Zero, Second);
        Assert.Equal(["now@0"], _fired);

        _time.Advance(Second);
        Assert.Equal(["now@0", "now@1"], _fired);
    }

    [Fact]
    public void ANegativeTimeIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.CreateTimer(Note, null, -Second, Second));

    [Fact]
    public void TheWallClockMovesAloneAndNoTimerFires()
    {
        var before = _time.GetTimestamp();
        using var timer = Once("a", Second);

        _time.SetWallClock(Start.AddHours(1));

        Assert.Equal(before, _time.GetTimestamp());
        Assert.Empty(_fired);
        _time.Advance(Second);
        Assert.Equal(["a@3601"], _fired);
    }

    [Fact]
    public async Task ADelayOnTheClockEndsWhenTheClockGetsThere()
    {
        var delay = Task.Delay(2 * Second, _time, CancellationToken.None);

        _time.Advance(Second);
        Assert.False(delay.IsCompleted);

        _time.Advance(Second);
        await delay;
    }

    [Fact]
    public void ACancellationSourceOnTheClockCancelsAtItsInstant()
    {
        using var source = new CancellationTokenSource(Second, _time);

        _time.Advance(Second - TimeSpan.FromTicks(1));
        Assert.False(source.IsCancellationRequested);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public void ManyThreadsMayMoveItAndEveryTimerFiresOnce()
    {
        var count = 0;
        var timers = Enumerable.Range(1, 1000)
            .Select(n => _time.CreateTimer(_ => Interlocked.Increment(ref count), null, TimeSpan.FromMilliseconds(n), Timeout.InfiniteTimeSpan))
            .ToList();

        Parallel.For(0, 1000, _ => _time.Advance(TimeSpan.FromMilliseconds(1)));
        _time.Advance(Second);

        Assert.Equal(1000, count);
        Assert.Equal(0, _time.ArmedTimers);
        timers.ForEach(timer => timer.Dispose());
    }

    private ITimer Once(string name, TimeSpan after) => _time.CreateTimer(Note, name, after, Timeout.InfiniteTimeSpan);

    private void Note(object? name) => _fired.Add($"{name}@{(_time.Now - Start).TotalSeconds}");
}
