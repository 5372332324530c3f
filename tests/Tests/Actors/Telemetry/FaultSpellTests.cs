using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Telemetry;

/// <summary>An outage is told in a few lines.</summary>
public sealed class FaultSpellTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void AnOutageIsToldAtItsBeginningOnceAMinuteAndAtItsEnd()
    {
        FaultSpell spell = new(_time);
        List<FaultNews> told = [];
        for (int second = 0; second < 150; second++)
        {
            Note(spell.Failed());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Note(spell.Succeeded());
        Note(spell.Succeeded());
        Note(spell.Failed());

        Assert.Equal(
            [
                new FaultNews(FaultTurn.Began, 1, 0),
                new FaultNews(FaultTurn.Lasts, 61, 60),
                new FaultNews(FaultTurn.Lasts, 121, 120),
                new FaultNews(FaultTurn.Ended, 150, 150),
                new FaultNews(FaultTurn.Began, 1, 0),
            ],
            told);

        void Note(FaultNews news)
        {
            if (news.Turn != FaultTurn.None)
            {
                told.Add(news);
            }
        }
    }

    [Fact]
    public void AFaultIsOneLineWithWhatItRestsOn()
    {
        IOException fault = new("the connection broke", new IOException("reset by\npeer"));

        Assert.Equal("IOException: the connection broke reset by peer", FaultSpell.Line(fault));
    }

    [Fact]
    public void OnlyAFaultOfThisProgramIsToldWithItsWayThroughIt()
    {
        InvalidOperationException bug = new("a bug");

        Assert.Same(bug, FaultSpell.Bug(bug));
        Assert.Null(FaultSpell.Bug(new IOException("gone")));
        Assert.Null(FaultSpell.Bug(new TimeoutException()));
        Assert.Null(FaultSpell.Bug(new ObjectDisposedException("a connection")));
    }
}
