using EasyEnclave.Actors.Directory;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Tests.Storage;

namespace EasyEnclave.Tests.Actors.Directory;

public sealed class RouteChoiceTests
{
    [Fact]
    public void TheLowestEffectivePriceGoesFirstAndTiesGoToTheLeastBusy()
    {
        RouteChoice cheap = RouteChoice.Of(Offer("0.40"), 9);
        RouteChoice dear = RouteChoice.Of(Offer("0.50"), 0);
        RouteChoice idle = RouteChoice.Of(Offer("0.40"), 2);
        RouteChoice unpriced = RouteChoice.Of(null, 0);

        Assert.Equal([idle, cheap, dear, unpriced], new[] { unpriced, dear, cheap, idle }.Order());
        Assert.Equal(
            ["best", "busier", "higher_price", "no_price"], new[] { idle, cheap, dear, unpriced }.Select(choice => choice.Against(idle)));
    }

    [Fact]
    public void WithoutAnyPriceTheLeastBusyServesAsEver() =>
        Assert.Equal([0, 3, 7], new[] { 7, 0, 3 }.Select(busy => RouteChoice.Of(null, busy)).Order().Select(choice => choice.InFlight));

    [Fact]
    public void LostTrustMakesAnAgentDearer()
    {
        Assert.Equal("0.40", Offer("0.40").Effective.ToString());
        Assert.Equal("0.444445", Offer("0.40", failed: 2).Effective.ToString());
        Assert.Equal("0.571429", Offer("0.40", abuse: 1).Effective.ToString());
        Assert.True(Offer("0.45").Effective < Offer("0.40", failed: 3).Effective);
        Assert.Equal("4.00", Offer("0.40", failed: 1000).Effective.ToString());
        Assert.Equal(Usd.Most, Offer("1000000000", failed: 1000, abuse: 1000).Effective);
    }

    [Fact]
    public void TrustIsMadeOfThreeParts()
    {
        Assert.Equal(new RouteTrust(1000, 1000, 1000), RouteTrust.Of(Samples.Facts, 0, 0));
        Assert.Equal(800, RouteTrust.Of(Samples.Facts with { TcbStatus = "SWHardeningNeeded" }, 0, 0).Total);
        Assert.Equal(900, RouteTrust.Of(Samples.Facts with { Freshness = "channel" }, 0, 0).Total);
        Assert.Equal(new RouteTrust(720, 950, 700), RouteTrust.Of(Samples.Facts with { TcbStatus = "OutOfDate", Freshness = "channel" }, 1, 1));
    }

    private static RouteOffer Offer(string price, int failed = 0, int abuse = 0) => new(Usd.Parse(price), RouteTrust.Of(Samples.Facts, failed, abuse));
}
