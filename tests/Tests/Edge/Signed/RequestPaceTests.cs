using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Own;
using EasyEnclave.Edge.Signed;
using EasyEnclave.Protocol;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Signed;

/// <summary>Signed answers come so fast and no faster: for a neighbourhood, and for all.</summary>
public sealed class RequestPaceTests
{
    private readonly ManualTime _time = new();
    private readonly RequestPace _pace;

    public RequestPaceTests() => _pace = new RequestPace(_time, new AccessOptions { Tokens = [], TrustedProxies = TrustedProxies.Loopback });

    [Fact]
    public void ANeighbourhoodHasASecondsWorthAtOnceAndThenOneAtATime()
    {
        for (int i = 0; i < Limits.SignedAnswersPerPrefix; i++)
            Assert.Null(_pace.Wait("192.0.2.0/24"));
        TimeSpan wait = Assert.NotNull(_pace.Wait("192.0.2.0/24"));
        Assert.Null(_pace.Wait("198.51.100.0/24"));
        _time.Advance(wait - TimeSpan.FromTicks(1));
        Assert.NotNull(_pace.Wait("192.0.2.0/24"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(_pace.Wait("192.0.2.0/24"));
        Assert.NotNull(_pace.Wait("192.0.2.0/24"));
    }

    [Fact]
    public void AClockThatLeaptAheadAndCameBackClosesNoDoor()
    {
        DateTimeOffset right = _time.Now;
        QuotePace quotes = new(_time);
        _time.SetWallClock(right.AddDays(1));
        Assert.Null(_pace.Wait("192.0.2.0/24"));
        Assert.True(quotes.TryEnter());
        quotes.Leave();

        _time.SetWallClock(right);
        Assert.False(quotes.TryEnter());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(_pace.Wait("192.0.2.0/24"));
        Assert.True(quotes.TryEnter());
    }

    [Fact]
    public void AllTogetherHaveAMeasureTooAndWhoWaitsPaysNothing()
    {
        for (int i = 0; i < Limits.SignedAnswers; i++)
            Assert.Null(_pace.Wait($"p{i}"));
        TimeSpan wait = Assert.NotNull(_pace.Wait((string?)null));
        for (int i = 0; i < 100; i++)
            Assert.Equal(wait, _pace.Wait("late"));
        _time.Advance(wait);
        Assert.Null(_pace.Wait("late"));
    }

    [Fact]
    public void ManyNeighboursAreKeptInABoundedTable()
    {
        for (int i = 0; i < 12_000; i++)
        {
            Assert.Null(_pace.Wait($"p{i}"));
            _time.Advance(TimeSpan.FromMilliseconds(2));
        }
    }
}
