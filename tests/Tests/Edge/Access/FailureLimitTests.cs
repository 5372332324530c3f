using EasyEnclave.Edge.Access;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Access;

/// <summary>How wrong tokens are counted.</summary>
public sealed class FailureLimitTests
{
    [Fact]
    public void AFloodFromEverywhereKeepsTheTableBoundedAndOldPrefixesHeard()
    {
        ManualTime time = new();
        FailureLimit limit = new(time);
        limit.Failed("first");
        for (int i = 0; i < 20_000; i++)
            limit.Failed("flood-" + i);

        Assert.NotNull(limit.Wait("newcomer"));
        Assert.Null(limit.Wait("first"));
        Assert.Null(limit.Wait("flood-1"));
    }

    [Fact]
    public void WhatIsForgottenMakesRoom()
    {
        ManualTime time = new();
        FailureLimit limit = new(time);
        for (int i = 0; i < 10_000; i++)
            limit.Failed("flood-" + i);
        time.Advance(TimeSpan.FromSeconds(2));

        limit.Failed("newcomer");

        Assert.Null(limit.Wait("newcomer"));
    }
}
