using EasyEnclave.Agent.Tunnel;

namespace EasyEnclave.Tests.Agent;

/// <summary>The delays by themselves; a jitter of 1 shows each rule's most.</summary>
public sealed class ReconnectScheduleTests
{
    private static readonly TunnelEnd Gone = new TunnelEnd.Lost("gone");

    private double _jitter = 1;

    [Fact]
    public void DelaysStartAtTwoSecondsThenDoubleFromFiveToSixty()
    {
        ReconnectSchedule schedule = Schedule();

        Assert.Equal([2, 5, 10, 20, 40, 60, 60], Enumerable.Range(0, 7).Select(_ => schedule.After(Gone).TotalSeconds));
    }

    [Fact]
    public void ManyAttemptsInVainNeverOverflow()
    {
        ReconnectSchedule schedule = Schedule();

        for (int i = 0; i < 10_000; i++)
            Assert.InRange(schedule.After(Gone), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void EachDelayIsDrawnFromTheWholeRange()
    {
        ReconnectSchedule schedule = Schedule();

        _jitter = 0;
        Assert.Equal(TimeSpan.Zero, schedule.After(Gone));
        _jitter = 0.25;
        Assert.Equal(TimeSpan.FromSeconds(1.25), schedule.After(Gone));
    }

    [Fact]
    public void AnAttestedTunnelStartsTheDelaysAnewAndAnUnattestedOneDoesNot()
    {
        ReconnectSchedule schedule = Schedule();
        schedule.After(Gone);

        Assert.Equal(TimeSpan.FromSeconds(5), schedule.After(Gone));
        Assert.Equal(TimeSpan.FromSeconds(2), schedule.After(Gone with { WasAttested = true }));
    }

    [Fact]
    public void ToldToLeaveItComesBackAtOnceIfItWasWelcome()
    {
        Assert.Equal(TimeSpan.Zero, Schedule().After(new TunnelEnd.Draining { WasAttested = true }));
        Assert.Equal(TimeSpan.FromSeconds(2), Schedule().After(new TunnelEnd.Draining()));
    }

    [Theory]
    [InlineData(503, 17, 17)]
    [InlineData(429, 17, 17)]
    [InlineData(503, 0, 0)]
    [InlineData(503, 86400, 600)]
    [InlineData(503, null, 2)]
    [InlineData(500, 17, 2)]
    [InlineData(403, 17, 60)]
    [InlineData(429, null, 60)]
    public void AnHttpAnswerDecidesTheDelay(int status, int? retryAfterSeconds, int delaySeconds)
    {
        TimeSpan? asked = retryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        Assert.Equal(TimeSpan.FromSeconds(delaySeconds), Schedule().After(new TunnelEnd.NotAdmitted(status, asked)));
    }

    [Theory]
    [InlineData("measurement_mismatch:mrtd", 60)]
    [InlineData("agent_banned", 60)]
    [InlineData("superseded", 60)]
    [InlineData("collateral_unavailable", 2)]
    [InlineData("allowlist_unavailable", 2)]
    [InlineData("attestation_timeout", 2)]
    public void ARefusalMeansTheLongDelayUnlessItPasses(string reason, int delaySeconds) =>
        Assert.Equal(TimeSpan.FromSeconds(delaySeconds), Schedule().After(new TunnelEnd.Refused(reason)));

    [Fact]
    public void TheLongDelayIsNeverShort()
    {
        _jitter = 0;

        Assert.Equal(TimeSpan.FromSeconds(30), Schedule().After(new TunnelEnd.Refused("agent_banned")));
    }

    [Fact]
    public void TheSystemsJitterStaysInItsRange() =>
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(Jitter.Draw(), 0, 1 - double.Epsilon));

    private ReconnectSchedule Schedule() => new(TimeSpan.FromSeconds(5), () => _jitter);
}
