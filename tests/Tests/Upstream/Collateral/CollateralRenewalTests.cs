using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Tests.Attestation.Synthetic;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Tests.Upstream.Collateral;

/// <summary>What is kept of collateral: shared, renewed early, served while it is valid and never longer, and never replaced by older.</summary>
public sealed class CollateralRenewalTests
{
    [Fact]
    public async Task ThoseWhoAskTogetherShareOneFetchAndLaterOnesWhatWasKept()
    {
        await using PcsHost host = await PcsHost.StartAsync();

        CollateralBundle?[] bundles = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.FetchAsync()));
        host.Time.Advance(TimeSpan.FromHours(19));

        Assert.All(bundles, Assert.NotNull);
        Assert.Same(bundles[0], await host.FetchAsync());
        Assert.Equal(4, host.Server.Asked.Count);
    }

    [Fact]
    public async Task OneCallersImpatienceDoesNotEndTheFetchOfTheOthers()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        TaskCompletionSource gate = new();
        host.Server.First(async _ =>
        {
            await gate.Task;
            return false;
        });
        using CancellationTokenSource impatience = new();

        Task<CollateralBundle?> leaving = host.Source.FetchAsync(PcsHost.Fmspc, PckCa.Platform, impatience.Token).AsTask();
        Task<CollateralBundle?> staying = host.FetchAsync();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        gate.SetResult();

        Assert.NotNull(await staying);
    }

    [Fact]
    public async Task AfterADayTheOldServesWhileNewerIsFetched()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Bundle = Issue(host);
        CollateralBundle? old = await host.FetchAsync();

        host.Time.Advance(TimeSpan.FromHours(25));

        Assert.Same(old, await host.FetchAsync());
        await Until.TrueAsync(() => host.FetchAsync().Result != old);
        Assert.True(host.Verify(await host.FetchAsync()).Authentic);
    }

    [Fact]
    public async Task WhatNobodyAskedForInDaysIsRenewedFirst()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Bundle = Issue(host);
        CollateralBundle? old = await host.FetchAsync();

        host.Time.Advance(TimeSpan.FromDays(3));

        Assert.NotSame(old, await host.FetchAsync());
    }

    [Fact]
    public async Task DuringAnOutageTheOldServesUntilItsEndAndNoLonger()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        CollateralBundle? old = await host.FetchAsync();
        host.Server.Say("/", 500);
        DateTimeOffset end = host.Verify(old).Collateral!.EarliestNextUpdate;

        host.Time.AdvanceTo(end);
        Assert.Same(old, await host.FetchAsync());
        Assert.True(host.Verify(old).Authentic);
        host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await host.FetchAsync());
        Assert.False(host.Verify(old).Authentic);
    }

    [Fact]
    public async Task ADaysOutageThatBeginsWhenNewerIsDueLeavesEveryQuoteVerifiedAlsoOverARestart()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        await host.FetchAsync();
        host.Time.Advance(TimeSpan.FromHours(19));
        host.Server.Say("/", 500);

        for (int hour = 0; hour <= 24; hour++)
        {
            Assert.True(host.Verify(await host.FetchAsync()).Authentic, $"hour {hour}");

            // The clock must stand still for who is asking, or its pause would be counted from the next hour.
            await host.Source.RenewDueAsync(CancellationToken.None);
            if (hour == 12)
                host.Restart();
            host.Time.Advance(TimeSpan.FromHours(1));
        }

        host.Script.Bundle = Issue(host);
        host.Server.Answer = host.Script.AnswerAsync;
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.Source.RenewDueAsync(CancellationToken.None);
        Assert.True(host.Verify(await host.FetchAsync()).Collateral!.TcbInfoIssued > SyntheticPlatform.Now);
    }

    [Fact]
    public async Task WhatCannotBeProvenReplacesNothing()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        CollateralBundle? old = await host.FetchAsync();
        host.Script.Bundle = ca => SyntheticPlatform.Other.IssueCollateral(host.Time.Now, new CollateralOptions { Ca = ca });

        host.Time.Advance(TimeSpan.FromDays(3));

        Assert.Same(old, await host.FetchAsync());
        Assert.Equal(8, host.Server.Asked.Count);
    }

    [Fact]
    public async Task AnOlderTcbInfoIsIgnoredAndTheNewerStays()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        CollateralBundle old = SyntheticPlatform.Platform.IssueCollateral(host.Time.Now);
        host.Time.Advance(TimeSpan.FromDays(2));
        host.Script.Bundle = Issue(host);
        CollateralBundle? first = await host.FetchAsync();

        host.Time.Advance(TimeSpan.FromDays(3));
        Func<PckCa, CollateralBundle> current = host.Script.Bundle;
        host.Script.Bundle = ca => current(ca) with { TcbInfo = old.TcbInfo, TcbInfoIssuerChain = old.TcbInfoIssuerChain };
        CollateralBundle? second = await host.FetchAsync();

        // The neighbour: the CRL that came along is newer, and taken.
        CollateralWindow before = host.Verify(first).Collateral!;
        CollateralWindow after = host.Verify(second).Collateral!;
        Assert.Equal(before.TcbInfoIssued, after.TcbInfoIssued);
        Assert.True(after.PckCrlNumber > before.PckCrlNumber);
    }

    [Fact]
    public async Task ANewerDateWithALowerEvaluationNumberIsOlder()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Bundle = Issue(host);
        CollateralWindow before = host.Verify(await host.FetchAsync()).Collateral!;

        host.Time.Advance(TimeSpan.FromDays(3));
        host.Script.Bundle = _ => SyntheticPlatform.Platform.IssueCollateral(
            host.Time.Now, SyntheticPlatform.TcbInfo(recipe => recipe with { EvaluationNumber = recipe.EvaluationNumber - 1 }));
        CollateralWindow after = host.Verify(await host.FetchAsync()).Collateral!;

        Assert.Equal(before.TcbInfoEvaluationNumber, after.TcbInfoEvaluationNumber);
        Assert.Equal(before.TcbInfoIssued, after.TcbInfoIssued);
    }

    [Fact]
    public async Task OlderCollateralAloneIsNoneOnceTheNewerEnded()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        CollateralOptions longLived = SyntheticPlatform.PckCrl(recipe => recipe with { NextUpdate = recipe.NextUpdate + TimeSpan.FromDays(300) });
        CollateralBundle old = SyntheticPlatform.Platform.IssueCollateral(host.Time.Now, longLived);
        host.Time.Advance(TimeSpan.FromDays(2));
        host.Script.Bundle = Issue(host);
        Assert.NotNull(await host.FetchAsync());

        host.Time.Advance(TimeSpan.FromDays(40));
        Func<PckCa, CollateralBundle> current = host.Script.Bundle;
        host.Script.Bundle = ca => current(ca) with { PckCrl = old.PckCrl, PckCrlIssuerChain = old.PckCrlIssuerChain };

        Assert.Null(await host.FetchAsync());
    }

    [Fact]
    public async Task AClockThatWasSetBackRenews()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Bundle = Issue(host);
        Assert.NotNull(await host.FetchAsync());

        host.Time.SetWallClock(host.Time.Now - TimeSpan.FromHours(3));
        await host.FetchAsync();

        await Until.TrueAsync(() => host.Server.Asked.Count == 8);
    }

    [Fact]
    public async Task ASpentBudgetAsksNobody()
    {
        await using PcsHost host = await PcsHost.StartAsync(new UpstreamLimits { RetryDelay = TimeSpan.Zero, CallsPerMinute = 4 });
        Assert.NotNull(await host.FetchAsync());

        Assert.Null(await host.FetchAsync(PckCa.Processor));
        Assert.Equal(4, host.Server.Asked.Count);

        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await host.FetchAsync(PckCa.Processor));
    }

    private static Func<PckCa, CollateralBundle> Issue(PcsHost host) =>
        ca => SyntheticPlatform.Platform.IssueCollateral(host.Time.Now, new CollateralOptions { Ca = ca });
}
