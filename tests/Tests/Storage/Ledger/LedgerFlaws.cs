using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Rest;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static EasyEnclave.Tests.Actors.Ledger.Books;

namespace EasyEnclave.Tests.Storage.Ledger;

/// <summary>The flaws that were seen in the ledger this one replaces, by their numbers: here those of money itself.</summary>
public sealed partial class LedgerFlaws : IAsyncLifetime, IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly MemoryStore _store = new();
    private readonly ManualTime _time = new(T0);
    private LedgerWriter _writer = null!;

    public async Task InitializeAsync() => _writer = new LedgerWriter(
        _store, await _store.JoinAsync(ILedgerStore.Log, T0, None), _time, NullLogger<LedgerWriter>.Instance);

    public async Task DisposeAsync()
    {
        await _writer.DisposeAsync();
        Assert.Null(await _store.VerifyLedgerAsync(None));
    }

    ValueTask IAsyncDisposable.DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task F01APurchaseSentTwiceMintsOnce()
    {
        await DoneAsync(Entry("buy", Buy(Alice, "500")));
        Assert.True((await DoneAsync(Entry("buy", Buy(Alice, "500")))).Replayed);
        Assert.IsType<LedgerOutcome.Refused>(await WriteAsync(Entry("b", Buy(Alice, "1", "pay-1"), Buy(Alice, "1", "pay-1"))));

        Assert.Equal(Holding("500"), await BalanceAsync(Alice));
    }

    [Fact]
    public async Task F02OneUsageReportedTwiceLocksOnce()
    {
        await DoneAsync(Entry("buy", Buy(Alice, "10")));
        LedgerEntry Usage(string amount, string actor) => LedgerEntry.Of(
            LedgerRequest.Natural($"usage/node-1/alice/{Hour}", amount), actor, LedgerCommand.LockUsage(Alice, Machine, Usd.Parse(amount), Hour, null));

        await DoneAsync(Usage("3", "uptime"));
        Assert.True((await DoneAsync(Usage("3", "admin"))).Replayed);
        Assert.IsType<LedgerOutcome.IdempotencyConflict>(await WriteAsync(Usage("4", "uptime")));

        Assert.Equal(Holding("10", pendingOut: "3"), await BalanceAsync(Alice));
    }

    [Theory]
    [InlineData("2026-11-22T14:00:00Z", "2026-11-22T16:00:00Z")]
    [InlineData("2026-11-22T14:00:00+00:00", "2026-11-22T18:00:00+02:00")]
    public void F04TwoSpellingsOfAPeriodAreOnePeriod(string start, string end)
    {
        Assert.True(Instants.TryParse(start, out var from));
        Assert.True(Instants.TryParse(end, out var to));
        Assert.True(Period.TryCreate(from, to, out var period));
        Assert.Equal("20261122T1400Z--20261122T1600Z", period.ToString());
        Assert.False(Instants.TryParse(start[..19], out _));
    }

    [Theory]
    [InlineData("banana", "apple")]
    [InlineData("2026-11-22T14:00:00Z", "2026-11-22T14:00:00Z")]
    [InlineData("2026-11-22T14:00:00Z", "2026-11-22T13:00:00Z")]
    [InlineData("2026-11-22T14:00:01Z", "2026-11-22T15:00:01Z")]
    [InlineData("2026-11-01T00:00:00Z", "2026-12-02T01:00:00Z")]
    public void F05WhatIsNoPeriodIsRefused(string start, string end) =>
        Assert.False(Instants.TryParse(start, out var from) && Instants.TryParse(end, out var to) && Period.TryCreate(from, to, out _));

    [Fact]
    public void F11F12TheEndOfAPeriodBelongsToTheNext()
    {
        var next = Period.Parse("2026-11-22T02");

        Assert.Equal(Hour.End, next.Start);
        Assert.False(Hour.Contains(Hour.End));
        Assert.True(next.Contains(Hour.End));
        Assert.False(Hour.Overlaps(next));
    }

    [Fact]
    public void F13InstantsAreComparedAsInstants()
    {
        Assert.True(Instants.TryParse("2026-11-22T01:59:59.999999Z", out var inside));
        Assert.True(Instants.TryParse("2026-11-22T03:59:59+02:00", out var insideEast));
        Assert.True(Instants.TryParse("2026-11-22T02:00:00.000001Z", out var after));

        Assert.True(Hour.Contains(inside));
        Assert.True(Hour.Contains(insideEast));
        Assert.False(Hour.Contains(after));
    }

    [Fact]
    public async Task F18ATransferToOneselfIsRefused()
    {
        await DoneAsync(Entry("buy", Buy(Alice, "10")));

        await RefusedAsync(LedgerRefusal.SelfTransfer, "to_account", Pay(Alice, Alice, "1"));
        await DoneAsync(Entry("ok", Pay(Alice, Bob, "1")));
    }

    [Fact]
    public async Task F19AllEntriesAddUpToNothing()
    {
        await DoneAsync(Entry("a", Buy(Alice, "10"), Pay(Alice, Bob, "3"), Reserve("2"), Post(3, "1"), LedgerCommand.DepositStake(Machine, Card, Usd.Parse("7"))));

        var trial = await _store.ReadTrialBalanceAsync(None);
        Assert.True(trial.Balanced);
        Assert.Equal(new Usd(-17_000_000), trial.Kinds.Single(kind => kind.Kind == AccountKind.External).Balance.Posted);
    }

    [Fact]
    public async Task F20ABalanceThatWasEditedIsFoundAndStopsTheLedger()
    {
        await DoneAsync(Entry("a", Buy(Alice, "10")));
        _store.Ledger.Damage(Alice, Holding("1000"));

        Assert.Equal(LedgerInvariant.ProjectionsAreTheFold, (await _writer.VerifyAsync(None))!.Invariant);
        Assert.IsType<LedgerOutcome.Frozen>(await WriteAsync(Entry("b", Pay(Alice, Bob, "1"))));
        Assert.Equal(1, (await _store.ReadLedgerHeadAsync(None)).Seq);

        _store.Ledger.Damage(Alice, Holding("10"));
    }

    [Theory]
    [InlineData("0.004", "1", "0.004")]
    [InlineData("0.005", "1", "0.005")]
    [InlineData("0.005", "0.000001", "0")]
    [InlineData("0.5", "0.000003", "0.000002")]
    public void F21SmallPricesAreNotRoundedAway(string price, string hours, string charge)
    {
        Assert.True(VcpuHours.TryParse(hours, out var work));
        Assert.Equal(Usd.Parse(charge), work.At(Usd.Parse(price)));
    }

    [Theory]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"1e30\"")]
    [InlineData("1e30")]
    [InlineData("9223372036854775808")]
    [InlineData("-1")]
    [InlineData("0.0000001")]
    [InlineData("1000000000.000001")]
    public void F22F23F36AnAmountThatIsNoneIsRefusedWhereItIsRead(string json) =>
        Assert.False(Usd.TryRead(JsonDocument.Parse(json).RootElement, out _));

    [Fact]
    public async Task F23NoBalanceOverflows()
    {
        for (var n = 0; n < 9223; n++)
            await DoneAsync(Entry($"k{n}", LedgerCommand.Purchase("card", Alice, Usd.Most, null)));

        await RefusedAsync(LedgerRefusal.BalanceTooLarge, "amount", LedgerCommand.Purchase("wire", Alice, Usd.Most, null));
        await RefusedAsync(LedgerRefusal.InvalidAmount, "amount", LedgerCommand.Purchase("wire", Bob, new Usd(Usd.Most.Micros + 1), null));
        await RefusedAsync(LedgerRefusal.InvalidAmount, "amount", LedgerCommand.Purchase("wire", Bob, Usd.Zero, null));
        await RefusedAsync(LedgerRefusal.InvalidAmount, "amount", LedgerCommand.Purchase("wire", Bob, new Usd(-1), null));
        await DoneAsync(Entry("ok", LedgerCommand.Purchase("wire", Bob, Usd.Most, null)));
    }

    [Fact]
    public void F24APeriodHoldsNoMoreWorkThanItsVcpusCanDo()
    {
        Assert.True(VcpuHours.TryParse("100", out var hundred));

        Assert.True(hundred.Millionths > VcpuHours.Of(4, Hour).Millionths);
        Assert.False(hundred.Millionths > VcpuHours.Of(100, Hour).Millionths);
    }

    [Fact]
    public async Task F26WhatIsLockedIsSeenOnBothSides()
    {
        await DoneAsync(Entry("a", Buy(Alice, "10"), Reserve("4")));

        var alice = await BalanceAsync(Alice);
        Assert.Equal((Usd.Parse("10"), Usd.Parse("4"), Usd.Parse("6")), (alice.Posted, alice.PendingOut, alice.Available));
        Assert.Equal(Holding("0", pendingIn: "4"), await BalanceAsync(Provider));
    }

    [Fact]
    public async Task F28AStakeIsMoneyAndCanBeTaken()
    {
        await RefusedAsync(LedgerRefusal.InsufficientFunds, "from_account", LedgerCommand.DepositStake(Machine, Provider, Usd.Parse("1")));
        await DoneAsync(Entry("a", LedgerCommand.DepositStake(Machine, Card, Usd.Parse("5")), LedgerCommand.Slash(Machine, AccountId.Treasury, Usd.Parse("2"), "down")));

        Assert.Equal(Holding("3"), await BalanceAsync(Stake));
        await RefusedAsync(LedgerRefusal.AccountNotAllowed, "from_account", LedgerCommand.Transfer(Stake, Bob, Usd.Parse("1"), ""));
    }

    [Fact]
    public async Task F29ManyAtOnceCreateNothing()
    {
        await DoneAsync(Entry("a", Buy(Alice, "3")));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 600).Select(n => Task.Run(() => _writer.WriteAsync(Entry($"k{n}", Pay(Alice, Bob, "0.01"))).AsTask())));

        Assert.Equal(300, outcomes.Count(outcome => outcome is LedgerOutcome.Committed));
        Assert.Equal(300, outcomes.Count(outcome => outcome is LedgerOutcome.Refused { Refusal: LedgerRefusal.InsufficientFunds }));
        Assert.Equal((Holding("0"), Holding("3")), (await BalanceAsync(Alice), await BalanceAsync(Bob)));
    }

    [Fact]
    public async Task F30AnEntryIsOneUnitOfWork()
    {
        await RefusedAsync(LedgerRefusal.InsufficientFunds, "from_account", Buy(Alice, "1"), Pay(Alice, Bob, "1"), Pay(Alice, Bob, "1"));

        Assert.Equal(0, (await _store.ReadLedgerHeadAsync(None)).Seq);
    }

    [Fact]
    public async Task F31WhatIsReservedCannotBeSpentAndNoMoreIsTaken()
    {
        await DoneAsync(Entry("a", Buy(Alice, "10"), Reserve("8")));

        await RefusedAsync(LedgerRefusal.InsufficientFunds, "from_account", Pay(Alice, Bob, "3"));
        await RefusedAsync(LedgerRefusal.AmountAbovePending, "amount", Post(2, "9"));
        await DoneAsync(Entry("b", Post(2, "7")));

        Assert.Equal(Holding("3"), await BalanceAsync(Alice));
    }

    [Fact]
    public async Task F32WhatNobodySettlesComesBack()
    {
        await DoneAsync(Entry("a", Buy(Alice, "10"), Reserve("8", T0.AddSeconds(3))));
        await Until.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _store.Ledger.Head.Seq == 3;
        });

        Assert.Equal(Holding("10"), await BalanceAsync(Alice));
        await RefusedAsync(LedgerRefusal.PendingResolved, "pending", Post(2, "1"));
    }

    [Fact]
    public async Task F35EveryTransferSaysWhoAndWhy()
    {
        var done = await DoneAsync(LedgerEntry.Of(Request("k", "", "ops-anna"), "ops-anna", Buy(Alice, "1") with { Memo = "invoice 7" }));

        Assert.Equal(("ops-anna", "invoice 7"), (done.Transfers[0].Actor, done.Transfers[0].Memo));
        await RefusedAsync(LedgerRefusal.TooLong, "memo", Buy(Alice, "1") with { Memo = new string('x', 501) });
    }

    [Fact]
    public async Task F39TheJournalHasAnOrderPagesAndAPast()
    {
        for (var n = 0; n < 5; n++)
        {
            await DoneAsync(Entry($"k{n}", Buy(Alice, "1")));
            _time.SetWallClock(_time.Now.AddMinutes(1));
        }

        Assert.Equal([1, 2, 3, 4, 5], (await _store.ReadTransfersAsync(0, 10, None)).Select(transfer => transfer.Seq));
        Assert.Equal([3, 2], (await _store.ReadEntriesAsync(Alice, 4, 2, None)).Select(transfer => transfer.Seq));
        var then = await _store.ReadSeqAtAsync(T0.AddMinutes(2.5), None);
        Assert.Equal(Holding("3"), await _store.ReadBalanceAsync(Alice, then, None));
    }

    private ValueTask<LedgerOutcome> WriteAsync(LedgerEntry entry) => _writer.WriteAsync(entry);

    private async Task<LedgerOutcome.Committed> DoneAsync(LedgerEntry entry) => Assert.IsType<LedgerOutcome.Committed>(await WriteAsync(entry));

    private async Task RefusedAsync(LedgerRefusal refusal, string field, params LedgerCommand[] commands)
    {
        var refused = Assert.IsType<LedgerOutcome.Refused>(await WriteAsync(Entry(Guid.NewGuid().ToString(), commands)));
        Assert.Equal((refusal, field), (refused.Refusal, refused.Field));
    }

    private async Task<Balance> BalanceAsync(AccountId account) => (await _store.ReadAccountAsync(account, None))?.Balance ?? default;
}
