using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Tests.Attestation.Synthetic;
using EasyEnclave.Upstream.Collateral;

namespace EasyEnclave.Tests.Upstream.Collateral;

/// <summary>What outlives a restart: proven collateral, and the marks against older documents.</summary>
public sealed class CollateralKeepingTests
{
    [Fact]
    public async Task ARestartNeedsNoNetworkWithinTheWindowAndIsNotServedBeyondIt()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        DateTimeOffset end = host.Verify(await host.FetchAsync()).Collateral!.EarliestNextUpdate;
        host.Server.Say("/", 500);

        host.Restart();
        Assert.True(host.Verify(await host.FetchAsync()).Authentic);
        Assert.Equal(4, host.Server.Asked.Count);
        host.Time.AdvanceTo(end);
        host.Restart();
        Assert.True(host.Verify(await host.FetchAsync()).Authentic);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        host.Restart();

        Assert.Null(await host.FetchAsync());
    }

    [Fact]
    public async Task WithNothingKeptARestartWithoutNetworkHasNone()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        await host.FetchAsync();
        host.Server.Say("/", 500);

        host.Restart();

        Assert.Null(await host.FetchAsync(PckCa.Processor));
    }

    [Fact]
    public async Task AfterARestartAnOlderDocumentIsIgnoredAndTheKeptOneStays()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        CollateralBundle old = SyntheticPlatform.Platform.IssueCollateral(host.Time.Now);
        host.Time.Advance(TimeSpan.FromDays(2));
        host.Script.Bundle = Issue(host);
        CollateralWindow before = host.Verify(await host.FetchAsync()).Collateral!;

        host.Time.Advance(TimeSpan.FromDays(3));
        Func<PckCa, CollateralBundle> current = host.Script.Bundle;
        host.Script.Bundle = ca => current(ca) with { TcbInfo = old.TcbInfo, TcbInfoIssuerChain = old.TcbInfoIssuerChain };
        host.Restart();
        CollateralWindow after = host.Verify(await host.FetchAsync()).Collateral!;

        // The neighbour: the CRL that came along is newer, and taken.
        Assert.Equal(before.TcbInfoIssued, after.TcbInfoIssued);
        Assert.True(after.PckCrlNumber > before.PckCrlNumber);
    }

    [Fact]
    public async Task AMarkOutlivesTheDocumentThatSetIt()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        CollateralOptions longLived = SyntheticPlatform.PckCrl(recipe => recipe with { NextUpdate = recipe.NextUpdate + TimeSpan.FromDays(300) });
        CollateralBundle old = SyntheticPlatform.Platform.IssueCollateral(host.Time.Now, longLived);
        host.Time.Advance(TimeSpan.FromDays(2));
        host.Script.Bundle = Issue(host);
        await host.FetchAsync();

        host.Time.Advance(TimeSpan.FromDays(40));
        Func<PckCa, CollateralBundle> current = host.Script.Bundle;
        host.Script.Bundle = ca => current(ca) with { PckCrl = old.PckCrl, PckCrlIssuerChain = old.PckCrlIssuerChain };
        host.Restart();

        Assert.Null(await host.FetchAsync());
    }

    [Fact]
    public async Task WhatOnePlatformsRenewalShowedHoldsForAnother()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        CollateralBundle old = SyntheticPlatform.Platform.IssueCollateral(host.Time.Now);
        host.Time.Advance(TimeSpan.FromDays(2));
        host.Script.Bundle = Issue(host);
        CollateralWindow before = host.Verify(await host.FetchAsync()).Collateral!;
        Func<PckCa, CollateralBundle> current = host.Script.Bundle;
        host.Script.Bundle = ca => current(ca) with { RootCaCrl = old.RootCaCrl };

        CollateralWindow other = host.Verify(await host.FetchAsync(PckCa.Processor), PckCa.Processor).Collateral!;

        Assert.Equal(before.RootCrlNumber, other.RootCrlNumber);
    }

    [Fact]
    public async Task NothingIsUsedBeforeItIsDurable()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Memory.Unwritable = true;

        Assert.Null(await host.FetchAsync());
        Assert.Empty(host.Issued);

        host.Memory.Unwritable = false;
        host.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.NotNull(await host.FetchAsync());
    }

    [Fact]
    public async Task MarksThatCannotBeReadStopNewDocumentsAndNotTheOldOnes()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        CollateralBundle? old = await host.FetchAsync();
        host.Script.Bundle = Issue(host);
        host.Memory.Unwritable = true;
        host.Time.Advance(TimeSpan.FromDays(3));
        Assert.Same(old, await host.FetchAsync());

        host.Memory.Unreadable = true;
        host.Restart();

        Assert.Null(await host.FetchAsync());
    }

    [Theory]
    [InlineData("qe", "not what was written")]
    [InlineData("qe", "")]
    [InlineData("root-crl", """{"issued":"2026-01-01T00:00:00Z","number":"1","fetched_at":"2026-01-01T00:00:00Z","document":"e30="}""")]
    public async Task WhatIsReadBackIsProvenAgain(string part, string bytes)
    {
        await using PcsHost host = await PcsHost.StartAsync();
        await host.FetchAsync();
        await host.Memory.DamageAsync(part, System.Text.Encoding.UTF8.GetBytes(bytes));
        host.Server.Say("/", 500);

        host.Restart();

        Assert.Null(await host.FetchAsync());
    }

    [Fact]
    public async Task AKeptDocumentOfAnotherSignerIsNotServed()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        await host.FetchAsync();
        CollateralBundle other = SyntheticPlatform.Other.IssueCollateral(host.Time.Now);
        CollateralPiece forged = new(
            "key", host.Time.Now, 1000, host.Time.Now, new CollateralBundle { TcbInfo = other.TcbInfo, TcbInfoIssuerChain = other.TcbInfoIssuerChain });
        await host.Memory.DamageAsync("tcb/" + PcsHost.Fmspc, forged.ToKept().Bytes.ToArray());
        host.Server.Say("/", 500);

        host.Restart();

        Assert.Null(await host.FetchAsync());
    }

    [Fact]
    public async Task TheChannelsHaveTheirOwnMarksAndQuestions()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        Func<PckCa, CollateralBundle> first = host.Script.Bundle;
        host.Time.Advance(TimeSpan.FromDays(2));
        host.Script.Bundle = Issue(host);
        host.Restart(TcbChannel.Early);
        CollateralWindow early = host.Verify(await host.FetchAsync()).Collateral!;
        Assert.Contains($"/tdx/certification/v4/tcb?fmspc={PcsHost.Fmspc}&update=early", host.Server.Asked);
        Assert.Contains("/tdx/certification/v4/qe/identity?update=early", host.Server.Asked);

        host.Script.Bundle = first;
        host.Restart();
        CollateralWindow standard = host.Verify(await host.FetchAsync()).Collateral!;

        Assert.True(standard.TcbInfoIssued < early.TcbInfoIssued);
        Assert.Contains($"/tdx/certification/v4/tcb?fmspc={PcsHost.Fmspc}", host.Server.Asked);
    }

    [Fact]
    public async Task TheClockIsToldTheLatestIssueAndAsksForItAfterARestart()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Bundle = Issue(host);
        CollateralWindow window = host.Verify(await host.FetchAsync()).Collateral!;

        Assert.Equal(window.LatestIssue, host.Issued.Last());
        Assert.Equal(window.LatestIssue, await new CollateralKeeping(host.Memory, _ => { }).NewestIssueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task WhatCannotBeProvenTellsTheClockNothing()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Bundle = ca => SyntheticPlatform.Other.IssueCollateral(host.Time.Now, new CollateralOptions { Ca = ca });

        Assert.Null(await host.FetchAsync());

        Assert.Empty(host.Issued);
        Assert.Equal(0, host.Memory.Writes);
    }

    [Fact]
    public async Task KnownPlatformsAreRenewedWithoutAnyoneAskingAlsoAfterARestart()
    {
        await using PcsHost host = await PcsHost.StartAsync();
        host.Script.Bundle = Issue(host);
        await host.FetchAsync();
        host.Restart();

        host.Time.Advance(TimeSpan.FromHours(12));
        await host.Source.RenewDueAsync(CancellationToken.None);
        Assert.Equal(4, host.Server.Asked.Count);
        host.Time.Advance(TimeSpan.FromHours(13));
        await host.Source.RenewDueAsync(CancellationToken.None);

        Assert.Equal((2, 8), (host.Memory.Writes, host.Server.Asked.Count));
    }

    private static Func<PckCa, CollateralBundle> Issue(PcsHost host) =>
        ca => SyntheticPlatform.Platform.IssueCollateral(host.Time.Now, new CollateralOptions { Ca = ca });
}
