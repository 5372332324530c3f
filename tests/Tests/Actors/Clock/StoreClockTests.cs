using EasyEnclave.Actors.Clock;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Actors.Clock;

/// <summary>The machine's clock is held against the store's, and time goes by the store's.</summary>
public sealed class StoreClockTests : IDisposable
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _machine = new(T0);
    private readonly RecordedLogs _logs = new();
    private readonly TrustedTime _time;
    private readonly StoreClock _clock;

    public StoreClockTests()
    {
        _time = new TrustedTime(_machine, DateTimeOffset.MinValue);
        _clock = new StoreClock(_machine, _time, new Logger<StoreClock>(_logs));
    }

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void TheAnswerThatTookLeastCounts()
    {
        See(ahead: TimeSpan.Zero, way: 100);
        See(ahead: TimeSpan.Zero, way: 20, at: 0.0);
        See(ahead: TimeSpan.Zero, way: 400, at: 1.0);

        // The store spoke at the beginning of 20 ms: half of that is the error.
        Assert.Equal(TimeSpan.FromMilliseconds(10), _clock.Offset);
        See(ahead: TimeSpan.Zero, way: 2100);
        Assert.Equal(TimeSpan.FromMilliseconds(10), _clock.Offset);
    }

    [Theory]
    [InlineData(200, 0, false)]
    [InlineData(300, 1, false)]
    [InlineData(-300, 1, false)]
    [InlineData(1100, 1, true)]
    [InlineData(-1100, 1, true)]
    public void ADifferenceIsToldOnceAndBeyondASecondTheNodeIsNotReady(int ahead, int lines, bool off)
    {
        for (int n = 0; n < 30; n++)
            See(TimeSpan.FromMilliseconds(ahead), way: 2);

        Assert.Equal((lines, off), (_logs.Lines.Count, _clock.IsOff));
        for (int n = 0; n < 30; n++)
            See(TimeSpan.Zero, way: 2);
        Assert.Equal((lines * 2, false), (_logs.Lines.Count, _clock.IsOff));
    }

    [Fact]
    public void TimeIsTheStoresAndAMachineThatIsSetChangesNothing()
    {
        See(ahead: TimeSpan.FromHours(1), way: 0);
        Assert.Equal(T0.AddHours(-1), _time.GetUtcNow());

        _machine.SetWallClock(T0.AddDays(3));
        _machine.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(T0.AddHours(-1).AddSeconds(7), _time.GetUtcNow());
    }

    [Fact]
    public void ALittleDifferenceIsMadeUpForLittleByLittleAndNeverBackwards()
    {
        _time.Follow(T0, _machine.GetTimestamp());
        _time.Follow(T0.AddSeconds(-2), _machine.GetTimestamp());
        DateTimeOffset before = _time.GetUtcNow();
        Assert.Equal(T0, before);
        for (int second = 0; second < 40; second++)
        {
            _machine.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(before + TimeSpan.FromSeconds(0.95), _time.GetUtcNow());
            before = _time.GetUtcNow();
        }

        _machine.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(T0.AddSeconds(39), _time.GetUtcNow());
        _time.Follow(T0.AddSeconds(40), _machine.GetTimestamp());
        Assert.Equal(T0.AddSeconds(39), _time.GetUtcNow());
        _machine.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(T0.AddSeconds(100), _time.GetUtcNow());
    }

    [Fact]
    public void TimeIsNeverBeforeWhatIsKnownToHaveHappened()
    {
        TrustedTime time = new(_machine, T0.AddSeconds(30));
        time.Follow(T0, _machine.GetTimestamp());
        Assert.Equal(T0.AddSeconds(30), time.GetUtcNow());

        time.NotBefore(T0.AddSeconds(31));
        Assert.Equal(T0.AddSeconds(31), time.GetUtcNow());
        time.Follow(T0, _machine.GetTimestamp());
        _machine.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(T0.AddSeconds(50), time.GetUtcNow());
        _machine.Advance(TimeSpan.FromSeconds(10_000));
        Assert.Equal(T0.AddSeconds(10_020), time.GetUtcNow());
    }

    [Fact]
    public void AStoreThatIsFarAheadIsFollowedAtOnceAndOneFarBehindSlowly()
    {
        _time.Follow(T0, _machine.GetTimestamp());
        _time.Follow(T0.AddSeconds(11), _machine.GetTimestamp());
        Assert.Equal(T0.AddSeconds(11), _time.GetUtcNow());

        _time.Follow(T0, _machine.GetTimestamp());
        Assert.Equal(T0.AddSeconds(11), _time.GetUtcNow());
    }

    private void See(TimeSpan ahead, int way, double at = 0.0)
    {
        long begun = _machine.GetTimestamp();
        DateTimeOffset stored = _machine.Now - ahead;
        _machine.Advance(TimeSpan.FromMilliseconds(way));
        _clock.Saw(stored + (TimeSpan.FromMilliseconds(way) * at), begun, _machine.GetTimestamp());
    }
}
