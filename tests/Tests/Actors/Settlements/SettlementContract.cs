using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Settlements.Verdicts;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Settlements;

/// <summary>What settling keeps over every store; the flaws of older ledgers by their numbers.</summary>
public abstract class SettlementContract : IAsyncLifetime
{
    private Market? _market;

    private Market Market => _market!;

    public async Task InitializeAsync() => _market = await Market.OpenAsync(await OpenAsync());

    public virtual async Task DisposeAsync() => await Market.DisposeAsync();

    private protected abstract ValueTask<IStore> OpenAsync();

    [ContractFact]
    public async Task ServedAndUsedWorkIsPaidOnce()
    {
        await ReservedAndUsedAsync();
        await Market.ServeAsync();
        Market.GoTo(Market.At(65));

        Verdict verdict = await Market.VerdictAsync();

        Assert.Equal(("pass", true, 1, 0), (verdict.Outcome, verdict.Eligible, verdict.Settled, verdict.Failed));
        Assert.Equal("1.50", await Market.EarnedAsync());
        Assert.Equal("8.50", await Market.AvailableAsync(Market.Alice));
        Assert.Equal(default, (await Market.BalanceAsync(Market.Alice)).PendingOut);
        Assert.Equal(PeriodPhase.Settled, await Market.PhaseAsync());
    }

    [ContractFact]
    public async Task UnservedWorkGoesBackWithItsReason()
    {
        await ReservedAndUsedAsync();
        await Market.ServeAsync(to: 30);
        Market.GoTo(Market.At(65));

        Verdict verdict = await Market.VerdictAsync();

        Assert.Equal(("fail", false, 0, 1), (verdict.Outcome, verdict.Eligible, verdict.Settled, verdict.Failed));
        Assert.Contains("health_miss", verdict.Reasons);
        Assert.Equal("0.00", await Market.EarnedAsync());
        Assert.Equal("10.00", await Market.AvailableAsync(Market.Alice));
        Assert.Equal(PeriodPhase.Failed, await Market.PhaseAsync());
    }

    [ContractFact]
    public async Task F02AUsageReportedTwiceIsOne()
    {
        await Market.BuyAsync(Market.Alice, "10");
        Market.GoTo(Market.At(61));

        UseOutcome.Done first = Assert.IsType<UseOutcome.Done>(await Market.ReportAsync(Market.Alice, "3"));
        UseOutcome.Done again = Assert.IsType<UseOutcome.Done>(await Market.ReportAsync(Market.Alice, "3.000"));
        UseOutcome.NotWritten other = Assert.IsType<UseOutcome.NotWritten>(await Market.ReportAsync(Market.Alice, "2"));

        Assert.False(first.Replayed);
        Assert.Equal(first with { Replayed = true }, again);
        Assert.IsType<LedgerOutcome.IdempotencyConflict>(other.Outcome);
        Assert.Equal(Usd.Parse("1.50"), (await Market.BalanceAsync(Market.Alice)).PendingOut);
    }

    [ContractFact]
    public async Task F03PeriodsOfANodeDoNotOverlap()
    {
        await Market.BuyAsync(Market.Alice, "10");
        Assert.IsType<UseOutcome.Done>(await Market.ReserveAsync(Market.Alice, 1));

        Assert.Equal(UseRefusal.PeriodOverlap, Refusal(await Market.ReserveAsync(Market.Alice, 1, Period.Parse("2026-11-22"))));
        Assert.Equal(UseRefusal.PeriodOverlap, Refusal(await Market.ReserveAsync(Market.Alice, 1, Period.Parse("20261122T1300Z--20261122T1500Z"))));
        Assert.IsType<UseOutcome.Done>(await Market.ReserveAsync(Market.Alice, 1, Period.Parse("2026-11-22T15")));
    }

    [ContractFact]
    public async Task F06AFuturePeriodIsNeitherUsedNorSettled()
    {
        await Market.BuyAsync(Market.Alice, "10");

        Assert.Equal(UseRefusal.PeriodNotStarted, Refusal(await Market.ReportAsync(Market.Alice, "1", Period.Parse("2099-01-01"))));
        Assert.Equal(UseRefusal.PeriodTooFarAhead, Refusal(await Market.ReserveAsync(Market.Alice, 1, Period.Parse("2099-01-01"))));
        await Market.ReserveAsync(Market.Alice, 1);
        Assert.IsType<SettleOutcome.NotOver>(await Market.SettleAsync());
        Market.GoTo(Market.At(64.99));
        Assert.IsType<SettleOutcome.NotOver>(await Market.SettleAsync());
        Market.GoTo(Market.At(65));
        Assert.IsType<SettleOutcome.Judged>(await Market.SettleAsync());
    }

    [ContractFact]
    public async Task F07APeriodWithoutEvidenceIsNotPaid()
    {
        await ReservedAndUsedAsync();
        Market.GoTo(Market.At(65));

        Assert.Equal(["no_evidence"], (await Market.VerdictAsync()).Reasons);
    }

    [ContractFact]
    public async Task F08WhatTheNodeIsNowDoesNotMatter()
    {
        await ReservedAndUsedAsync();
        await Market.ServeAsync(to: 61);
        Market.Offers.Remove(Market.Node.Value);
        Market.GoTo(Market.At(200));

        Assert.Equal("pass", (await Market.VerdictAsync()).Outcome);
    }

    [ContractFact]
    public async Task F14AReportOfAbuseTouchesOnlyThePeriodItNames()
    {
        await ReservedAndUsedAsync();
        await Market.ServeAsync();
        Market.GoTo(Market.At(-1));
        AbuseReport before = await ReportAsync(null);
        Market.GoTo(Market.At(61));
        AbuseReport after = await ReportAsync(null);
        await Market.Abuse.DecideAsync(before.Id, true, "", "admin", CancellationToken.None);
        await Market.Abuse.DecideAsync(after.Id, true, "", "admin", CancellationToken.None);
        Market.GoTo(Market.At(70));

        Assert.Equal(Period.Parse("2026-11-22T13"), before.Period);
        Assert.Equal("pass", (await Market.VerdictAsync()).Outcome);
    }

    [ContractFact]
    public async Task AnAuthorizedReportFailsAPeriodAndADeniedOrPendingOneDoesNot()
    {
        await ReservedAndUsedAsync();
        await Market.ServeAsync();
        Market.GoTo(Market.At(61));
        await ReportAsync(Market.Hour);
        AbuseReport denied = await ReportAsync(Market.Hour);
        await Market.Abuse.DecideAsync(denied.Id, false, "", "admin", CancellationToken.None);
        AbuseReport held = await ReportAsync(Market.Hour);
        await Market.Abuse.DecideAsync(held.Id, true, "", "admin", CancellationToken.None);
        Market.GoTo(Market.At(70));

        Verdict verdict = await Market.VerdictAsync();

        Assert.Equal(["abuse_authorized"], verdict.Reasons);
        Assert.Equal(held.Id, Assert.Single(verdict.Facts.Abuse).ReportId);
    }

    [ContractFact]
    public async Task F15WhatWasPaidIsTakenBackFromWhatTheNodeEarned()
    {
        AbuseReport report = await SettledAndAccusedAsync();

        await Market.Abuse.DecideAsync(report.Id, true, "fraud", "admin", CancellationToken.None);
        Assert.True(await Market.Reversals.RunAsync((await Market.Store.ReadAbuseAsync(report.Id, CancellationToken.None))!, "system", CancellationToken.None));

        Assert.Equal("0.00", await Market.EarnedAsync());
        Assert.Equal("10.00", await Market.AvailableAsync(Market.Alice));
        Assert.Equal(AbuseReversal.Done, (await Market.Store.ReadAbuseAsync(report.Id, CancellationToken.None))!.Reversal);
        Transfer reversal = (await Market.Store.ReadEntriesAsync(Market.Alice, long.MaxValue, 1, CancellationToken.None))[0];
        Assert.Equal((TransferKind.Reverse, Usd.Parse("1.50")), (reversal.Kind, reversal.Amount));
        Assert.Equal(TransferKind.Post, (await Market.Store.ReadTransferAsync(reversal.Subject!.Value, CancellationToken.None))!.Kind);
    }

    [ContractFact]
    public async Task F15WhatWasSpentIsTakenFromTheStakeAsFarAsItGoes()
    {
        AbuseReport report = await SettledAndAccusedAsync();
        await SpendAsync("1.50");

        await Market.Abuse.DecideAsync(report.Id, true, "fraud", "admin", CancellationToken.None);
        AbuseReport due = (await Market.Store.ReadAbuseAsync(report.Id, CancellationToken.None))!;
        Assert.True(await Market.Reversals.RunAsync(due, "system", CancellationToken.None));

        Assert.Equal(AbuseReversal.Short, (await Market.Store.ReadAbuseAsync(report.Id, CancellationToken.None))!.Reversal);

        // The same with a stake.
        Period next = Period.Parse("2026-11-22T16");
        Market.GoTo(Market.At(181));
        Assert.IsType<UseOutcome.Done>(await Market.ReportAsync(Market.Alice, "3", next));
        Assert.IsType<LedgerOutcome.Committed>(await Market.Ledger.WriteAsync(LedgerEntry.Of(
            LedgerRequest.Natural("stake", ""), "admin", LedgerCommand.DepositStake(Market.Node, AccountId.External("stake"), Usd.Parse("5")))));
        await Market.ServeAsync(100, 200, "agent-2");
        Market.GoTo(Market.At(200));
        Assert.IsType<SettleOutcome.Judged>(await Market.SettleAsync(period: next));
        await SpendAsync("1.50");
        AbuseReport second = await ReportAsync(next);
        await Market.Abuse.DecideAsync(second.Id, true, "fraud", "admin", CancellationToken.None);
        Assert.True(await Market.Reversals.RunAsync((await Market.Store.ReadAbuseAsync(second.Id, CancellationToken.None))!, "system", CancellationToken.None));

        Assert.Equal(AbuseReversal.Done, (await Market.Store.ReadAbuseAsync(second.Id, CancellationToken.None))!.Reversal);
        Assert.Equal("3.50", await Market.AvailableAsync(AccountId.Stake(Market.Node)));
    }

    [ContractFact]
    public async Task F16TheFirstDecisionStands()
    {
        Market.GoTo(Market.At(61));
        AbuseReport report = await ReportAsync(Market.Hour);

        Assert.IsType<AbuseOutcome.Done>(await Market.Abuse.DecideAsync(report.Id, false, "no proof", "alice", CancellationToken.None));
        AbuseOutcome.AlreadyDecided other = Assert.IsType<AbuseOutcome.AlreadyDecided>(
            await Market.Abuse.DecideAsync(report.Id, true, "proof", "bob", CancellationToken.None));
        Assert.IsType<AbuseOutcome.Done>(await Market.Abuse.DecideAsync(report.Id, false, "again", "bob", CancellationToken.None));

        AbuseReport kept = (await Market.Store.ReadAbuseAsync(report.Id, CancellationToken.None))!;
        Assert.Equal((AbuseState.Denied, "alice", "no proof"), (kept.State, kept.DecidedBy, kept.DecisionReason));
        Assert.Equal(kept, other.Report);
        Assert.IsType<AbuseOutcome.ReportNotFound>(await Market.Abuse.DecideAsync("nothing", true, "", "bob", CancellationToken.None));
    }

    [ContractFact]
    public async Task F17ASettledPeriodTakesNoMoreUsageAndSettlesNoMore()
    {
        await ReservedAndUsedAsync();
        await Market.BuyAsync(Market.Bob, "10");
        await Market.ServeAsync();
        Market.GoTo(Market.At(65));
        SettleOutcome first = await Market.SettleAsync();
        LedgerHead head = await Market.Store.ReadLedgerHeadAsync(CancellationToken.None);

        Assert.Equal(UseRefusal.PeriodClosed, Refusal(await Market.ReportAsync(Market.Bob, "1")));
        Assert.Equal(first, await Market.SettleAsync());
        Assert.Equal(first, await Market.SettleAsync(new Resolution(false, "changed my mind", "admin")));
        Assert.Equal(head, await Market.Store.ReadLedgerHeadAsync(CancellationToken.None));
    }

    [ContractFact]
    public async Task F24NoMoreWorkThanTheNodeCanDo()
    {
        await Market.BuyAsync(Market.Alice, "1000");
        await Market.BuyAsync(Market.Bob, "1000");
        Market.GoTo(Market.At(61));

        Assert.Equal(UseRefusal.AboveCapacity, Refusal(await Market.ReportAsync(Market.Alice, "100")));
        Assert.Equal(UseRefusal.AboveCapacity, Refusal(await Market.ReportAsync(Market.Alice, "4.000001")));
        Assert.IsType<UseOutcome.Done>(await Market.ReportAsync(Market.Alice, "3.5"));
        Assert.Equal(UseRefusal.AboveCapacity, Refusal(await Market.ReportAsync(Market.Bob, "0.6")));
        Assert.IsType<UseOutcome.Done>(await Market.ReportAsync(Market.Bob, "0.5"));
    }

    [ContractFact]
    public async Task F25APeriodKeepsThePriceItWasOpenedAt()
    {
        await Market.BuyAsync(Market.Alice, "10");
        await Market.BuyAsync(Market.Bob, "10");
        await Market.ReserveAsync(Market.Alice, 2);
        Market.Offers[Market.Node.Value] = Market.Offers[Market.Node.Value] with { Price = Usd.Parse("5"), Vcpus = 1 };
        Market.GoTo(Market.At(61));

        UseOutcome.Done alice = Assert.IsType<UseOutcome.Done>(await Market.ReportAsync(Market.Alice, "2"));
        UseOutcome.Done bob = Assert.IsType<UseOutcome.Done>(await Market.ReportAsync(Market.Bob, "2"));

        Assert.Equal((Usd.Parse("1"), Usd.Parse("1")), (alice.Amount, bob.Amount));
    }

    [ContractFact]
    public async Task F27ANodeDoesNotPayItself()
    {
        Market.GoTo(Market.At(61));

        Assert.Equal(UseRefusal.SelfBilling, Refusal(await Market.ReportAsync(AccountId.Provider(Market.Node), "1")));
    }

    [ContractFact]
    public async Task F31CreditsAreLockedBeforeTheWork()
    {
        await Market.BuyAsync(Market.Alice, "2");
        UseOutcome.Done reserved = Assert.IsType<UseOutcome.Done>(await Market.ReserveAsync(Market.Alice, 4, key: "r1"));

        LedgerOutcome spent = await Market.Ledger.WriteAsync(LedgerEntry.Of(
            LedgerRequest.Natural("spend", ""), "alice", LedgerCommand.Transfer(Market.Alice, Market.Bob, Usd.Parse("0.01"), "")));
        Market.GoTo(Market.At(61));
        UseOutcome.Done used = Assert.IsType<UseOutcome.Done>(await Market.ReportAsync(Market.Alice, "3"));

        Assert.Equal(LedgerRefusal.InsufficientFunds, Assert.IsType<LedgerOutcome.Refused>(spent).Refusal);
        Assert.Equal((reserved.Lock, Usd.Parse("1.50")), (used.Lock, used.Amount));
        Assert.Equal(UseRefusal.AboveReservation, Refusal(await Reported("bob-has-less", 1, "1.000001")));
    }

    [ContractFact]
    public async Task AReservationSentAgainIsTheSameEvenAfterTheEnd()
    {
        await Market.BuyAsync(Market.Alice, "10");
        UseOutcome.Done first = Assert.IsType<UseOutcome.Done>(await Market.ReserveAsync(Market.Alice, 2, key: "r1"));
        Market.GoTo(Market.At(600));

        Assert.Equal(first with { Replayed = true }, await Market.ReserveAsync(Market.Alice, 2, key: "r1"));
        Assert.IsType<LedgerOutcome.IdempotencyConflict>(
            Assert.IsType<UseOutcome.NotWritten>(await Market.ReserveAsync(Market.Alice, 3, key: "r1")).Outcome);
        Assert.Equal(UseRefusal.PeriodOver, Refusal(await Market.ReserveAsync(Market.Alice, 2, key: "r2")));
    }

    [ContractFact]
    public async Task AnAccountReservesOnceInAPeriod()
    {
        await Market.BuyAsync(Market.Alice, "10");
        await Market.ReserveAsync(Market.Alice, 2);

        Assert.Equal(UseRefusal.ReservationExists, Refusal(await Market.ReserveAsync(Market.Alice, 1)));
    }

    [ContractFact]
    public async Task F32WhatNobodySettlesGoesBackByItself()
    {
        await ReservedAndUsedAsync();
        await Market.ServeAsync();
        Market.GoTo(Market.Rules.ExpiresAt(Market.Hour));
        await Market.BuyAsync(Market.Bob, "1");

        Assert.Equal("10.00", await Market.AvailableAsync(Market.Alice));
        Assert.Equal(["locks_expired"], (await Market.VerdictAsync()).Reasons);
        Assert.Equal(PeriodPhase.Failed, await Market.PhaseAsync());
    }

    [ContractFact]
    public async Task F38OurAbsenceHaltsAndAnAdminDecides()
    {
        await HaltedAsync();

        Assert.Equal("halt", (await Market.VerdictAsync()).Outcome);
        Assert.Equal(Usd.Parse("2"), (await Market.BalanceAsync(Market.Alice)).PendingOut);
        Verdict resolved = await Market.VerdictAsync(new Resolution(true, "seen working from outside", "admin"));

        Assert.Equal(("pass", "admin"), (resolved.Outcome, resolved.Facts.Resolution!.Actor));
        Assert.Equal("1.50", await Market.EarnedAsync());
    }

    [ContractFact]
    public async Task F38AHaltThatNobodyDecidesIsRefunded()
    {
        await HaltedAsync();
        await Market.VerdictAsync();
        DateTimeOffset halted = Market.Time.Now;
        Market.GoTo(halted + Market.Rules.HaltRefund - TimeSpan.FromMilliseconds(1));
        Assert.Equal("halt", (await Market.VerdictAsync()).Outcome);
        Market.GoTo(halted + Market.Rules.HaltRefund);

        Verdict verdict = await Market.VerdictAsync();

        Assert.Equal(("fail", "coordinator_gap"), (verdict.Outcome, Assert.Single(verdict.Reasons)));
        Assert.Equal("10.00", await Market.AvailableAsync(Market.Alice));
    }

    [ContractFact]
    public async Task NothingIsResolvedThatIsNotHalted()
    {
        await ReservedAndUsedAsync();
        await Market.ServeAsync(to: 20);
        Market.GoTo(Market.At(65));

        Assert.IsType<SettleOutcome.NotHalted>(await Market.SettleAsync(new Resolution(true, "please", "admin")));
        Assert.IsType<SettleOutcome.NotFound>(await Market.SettleAsync(period: Period.Parse("2026-11-22T15")));
    }

    [ContractFact]
    public async Task ANodeWithoutAStakeIsNotPaid()
    {
        Market.Offers[Market.Node.Value] = Market.Offers[Market.Node.Value] with { Stake = Usd.Zero };
        await ReservedAndUsedAsync();
        await Market.ServeAsync();
        Market.GoTo(Market.At(65));

        Assert.Equal(["stake_missing"], (await Market.VerdictAsync()).Reasons);
    }

    [ContractFact]
    public async Task ABulkOfOnePeriodIsTakenWholeThoughItOpensThePeriod()
    {
        List<UsageOrder> orders = [];
        Market.Offers[Market.Node.Value] = Market.Offers[Market.Node.Value] with { Vcpus = 100 };
        for (int i = 0; i < 40; i++)
        {
            AccountId account = AccountId.Parse($"user-{i}");
            await Market.BuyAsync(account, i == 7 ? "0.10" : "1");
            orders.Add(new UsageOrder(Market.Node, account, Market.Hour, new VcpuHours(1_000_000)));
        }

        Market.GoTo(Market.At(61));
        IReadOnlyList<UseOutcome> outcomes = await Market.Desk.ReportAsync([.. orders, orders[0]], "uptime", CancellationToken.None);

        Assert.Equal(40, outcomes.Count(outcome => outcome is UseOutcome.Done));
        Assert.IsType<LedgerOutcome.Refused>(Assert.IsType<UseOutcome.NotWritten>(outcomes[7]).Outcome);
        Assert.Equal(39, (await Market.Store.ReadUsagesAsync(Market.Node, Market.Hour, CancellationToken.None)).Count);
    }

    [ContractFact]
    public async Task TwoWhoSettleAtOnceMakeOneVerdictAndOnePayment()
    {
        await ReservedAndUsedAsync();
        await Market.ServeAsync();
        Market.GoTo(Market.At(65));
        bool once = false;
        Market.BeforeSigning = async () =>
        {
            if (!once)
            {
                once = true;
                AbuseReport report = await ReportAsync(Market.Hour);
                await Market.Abuse.DecideAsync(report.Id, true, "", "admin", CancellationToken.None);
                await Market.SettleAsync();
            }
        };

        Verdict verdict = await Market.VerdictAsync();

        // The one inside saw the report, the one outside had not: the one that was written first stands for both.
        Assert.Equal("fail", verdict.Outcome);
        Assert.Equal("10.00", await Market.AvailableAsync(Market.Alice));
        Assert.Equal(PeriodPhase.Failed, await Market.PhaseAsync());
    }

    private static UseRefusal Refusal(UseOutcome outcome) => Assert.IsType<UseOutcome.Refused>(outcome).Refusal;

    private async Task ReservedAndUsedAsync()
    {
        await Market.BuyAsync(Market.Alice, "10");
        Assert.IsType<UseOutcome.Done>(await Market.ReserveAsync(Market.Alice, 4));
        await NoteUsageAsync();
    }

    // Reported while the period runs: its end is where the tests go next.
    private async Task NoteUsageAsync()
    {
        Market.GoTo(Market.At(-2));
        Assert.Equal(UseRefusal.PeriodNotStarted, Refusal(await Market.ReportAsync(Market.Alice, "3")));
        LedgerRequest request = UsageDesk.Request(new UsageOrder(Market.Node, Market.Alice, Market.Hour, new VcpuHours(3_000_000)));
        UsageRow row = (await Market.Store.ReadUsageAsync(Market.Node, Market.Hour, Market.Alice, CancellationToken.None))!.Row;
        Assert.IsType<LedgerOutcome.Committed>(await Market.Ledger.WriteAsync(new LedgerEntry
        {
            Request = request,
            Actor = "uptime",
            Commands = [],
            Changes = [new RowChange.ReportUsage(row with { Hours = new VcpuHours(3_000_000), Amount = Usd.Parse("1.50") })],
        }));
    }

    private async Task<UseOutcome> Reported(string account, int reserved, string hours)
    {
        AccountId id = AccountId.Parse(account);
        Period next = Period.Parse("2026-11-22T15");
        await Market.BuyAsync(id, "10");
        await Market.ReserveAsync(id, reserved, next);
        Market.GoTo(Market.At(121));
        return await Market.ReportAsync(id, hours, next);
    }

    private async Task HaltedAsync()
    {
        await ReservedAndUsedAsync();

        // Open when we went away: nobody wrote an end, and the next incarnation came back half an hour later.
        AgentId agent = AgentId.Parse("agent-1");
        await Market.WriteAsync(Market.At(10), new RowChange.OpenSession(agent, 1, Market.At(-10)) { Node = Market.Node });
        Market.GoTo(Market.At(40));
        LogLease next = await Market.Store.JoinAsync("node-1", Market.At(40), CancellationToken.None);
        await Market.Store.AppendAsync(
            next, [WriteEntry.Of(new RowChange.OpenSession(agent, 2, Market.At(40.5)) { Node = Market.Node })], Market.At(66), CancellationToken.None);
        Market.GoTo(Market.At(65));
    }

    private async Task<AbuseReport> ReportAsync(Period? period) => Assert.IsType<AbuseOutcome.Done>(
        await Market.Abuse.ReportAsync(Market.Node, period, "spam", "a user", "launcher", CancellationToken.None)).Report;

    private async Task<AbuseReport> SettledAndAccusedAsync()
    {
        await ReservedAndUsedAsync();
        await Market.ServeAsync();
        Market.GoTo(Market.At(65));
        Assert.Equal("pass", (await Market.VerdictAsync()).Outcome);
        Assert.Equal("1.50", await Market.EarnedAsync());
        return await ReportAsync(Market.Hour);
    }

    private async Task SpendAsync(string usd) => Assert.IsType<LedgerOutcome.Committed>(await Market.Ledger.WriteAsync(LedgerEntry.Of(
        LedgerRequest.Natural("spend " + Guid.NewGuid(), ""), "node", LedgerCommand.Transfer(AccountId.Provider(Market.Node), Market.Bob, Usd.Parse(usd), ""))));
}
