using EasyEnclave.ContactDiscovery;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Example;

public sealed class AllowanceTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void AnHoursWorthIsGivenAtOnceAndThenNoMore()
    {
        Allowance allowance = new(3600, _time);

        Assert.Equal(TimeSpan.Zero, allowance.Take(3000));
        Assert.Equal(TimeSpan.Zero, allowance.Take(600));
        Assert.Equal(TimeSpan.FromSeconds(1), allowance.Take(1));
    }

    [Fact]
    public void TheWaitItTellsIsExactlyLongEnough()
    {
        Allowance allowance = new(3600, _time);
        allowance.Take(3600);
        TimeSpan wait = allowance.Take(10);
        Assert.Equal(TimeSpan.FromSeconds(10), wait);

        _time.Advance(wait - TimeSpan.FromTicks(1));
        Assert.NotEqual(TimeSpan.Zero, allowance.Take(10));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.Zero, allowance.Take(10));
    }

    [Fact]
    public void ARefusalCostsNothingAndIdleTimeIsNotSavedUp()
    {
        Allowance allowance = new(3600, _time);
        Assert.NotEqual(TimeSpan.Zero, allowance.Take(3601));
        Assert.Equal(TimeSpan.Zero, allowance.Take(3600));

        _time.Advance(TimeSpan.FromDays(30));
        Assert.NotEqual(TimeSpan.Zero, allowance.Take(3601));
        Assert.Equal(TimeSpan.Zero, allowance.Take(3600));
        Assert.NotEqual(TimeSpan.Zero, allowance.Take(1));
    }
}
