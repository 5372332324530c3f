using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;
using static EasyEnclave.Tests.Actors.Ledger.Books;

namespace EasyEnclave.Tests.Storage.Ledger;

public abstract partial class LedgerContract
{
    [ContractFact]
    public async Task ALedgerBeginsEmpty()
    {
        Assert.Equal(LedgerHead.Empty, await Store.ReadLedgerHeadAsync(None));
        Assert.Null(await Store.ReadAccountAsync(Alice, None));
        Assert.Null(await Store.ReadTransferAsync(1, None));
        Assert.Empty(await Store.ReadEntriesAsync(Alice, long.MaxValue, 10, None));
        Assert.Equal(default, await Store.ReadBalanceAsync(Alice, 100, None));
        Assert.Equal(0, await Store.ReadSeqAtAsync(T0, None));
        Assert.Empty((await Store.ReadTrialBalanceAsync(None)).Kinds);
        await SoundAsync();
    }

    [ContractFact]
    public async Task ATransferComesBackAsItWasAnswered()
    {
        var bought = (await CommitAsync(Buy(Alice, "12.5", "pay-1") with { Memo = "hello — ünïcode", Period = Hour }))[0];

        var read = (await Store.ReadTransferAsync(1, None))!;
        Assert.Equal(Text(bought), Text(read));
        Assert.Equal((1, TransferKind.Move, TransferCode.Purchase, Card, Alice, "admin"), (read.Seq, read.Kind, read.Code, read.Debit, read.Credit, read.Actor));
        Assert.Equal(Amount("12.5"), read.Amount);
        Assert.Equal(T0, read.At);
        Assert.Equal(Hour, read.Period);
        Assert.Equal("pay-1", read.Reference);
        Assert.Equal(Holding("12.5"), read.CreditSide.After);
        Assert.Equal(Holding("-12.5"), read.DebitSide.After);
        Assert.Equal(read.Hash.ToArray(), (await Store.ReadLedgerHeadAsync(None)).Hash.ToArray());
    }

    [ContractFact]
    public async Task MoneyMovesAndNeverAppears()
    {
        await CommitAsync(Buy(Alice, "10"), Pay(Alice, Bob, "2.5"), Pay(Bob, Alice, "0.000001"));

        Assert.Equal(Holding("7.500001"), await BalanceAsync(Alice));
        Assert.Equal(Holding("2.499999"), await BalanceAsync(Bob));
        Assert.Equal(Holding("-10"), await BalanceAsync(Card));
        var trial = await Store.ReadTrialBalanceAsync(None);
        Assert.Equal((3, 3, 0), (trial.Head.Seq, trial.Head.Accounts, trial.OpenPending));
        Assert.Equal([AccountKind.User, AccountKind.External], trial.Kinds.Select(kind => kind.Kind));
        await SoundAsync();
    }

    [ContractFact]
    public async Task NobodySpendsMoreThanIsAvailable()
    {
        await CommitAsync(Buy(Alice, "10"), Reserve("4"));

        await RefusedAsync(LedgerRefusal.InsufficientFunds, Pay(Alice, Bob, "6.000001"));
        await CommitAsync(Pay(Alice, Bob, "6"));
        await RefusedAsync(LedgerRefusal.InsufficientFunds, Pay(Alice, Bob, "0.000001"));
        await RefusedAsync(LedgerRefusal.InsufficientFunds, Pay(AccountId.Parse("nobody"), Bob, "0.000001"));
        Assert.Null(await Store.ReadAccountAsync(AccountId.Parse("nobody"), None));
        await SoundAsync();
    }

    [ContractFact]
    public async Task AnEntryIsWrittenWholeOrNotAtAll()
    {
        await CommitAsync(Buy(Alice, "10"));
        var entry = Entry("k", Buy(Bob, "1", "pay-1"), Reserve("4"), Post(3, "1"), new LedgerCommand.Reverse(2), Pay(Alice, Bob, "100")) with
        {
            Changes = [new RowChange.PutValue("k", new byte[] { 1 })],
        };

        var refused = Assert.IsType<LedgerOutcome.Refused>(Assert.Single(await AppendAsync(entry)));

        Assert.Equal((LedgerRefusal.InsufficientFunds, "from_account", 4), (refused.Refusal, refused.Field, refused.Command));
        Assert.Equal(1, (await Store.ReadLedgerHeadAsync(None)).Seq);
        Assert.Null(await Store.ReadAccountAsync(Bob, None));
        Assert.Null(await Store.ReadPendingAsync(3, None));
        Assert.Null(await Store.ReadValueAsync("k", None));
        Assert.Null(await Store.ReadCommandAsync(entry.Request.Id, None));
        await CommitAsync(Buy(Bob, "1", "pay-1"));
        await SoundAsync();
    }

    [ContractFact]
    public async Task TheRestOfABatchGoesOnAfterARefusal()
    {
        var outcomes = await AppendAsync(
            Entry("a", Buy(Alice, "10")), Entry("b", Pay(Alice, Bob, "1"), Pay(Alice, Bob, "10")), Entry("c", Pay(Alice, Bob, "10")));

        Assert.IsType<LedgerOutcome.Committed>(outcomes[0]);
        Assert.IsType<LedgerOutcome.Refused>(outcomes[1]);
        Assert.Equal(2, Assert.IsType<LedgerOutcome.Committed>(outcomes[2]).Transfers[0].Seq);
        Assert.Equal(Holding("10"), await BalanceAsync(Bob));
        await SoundAsync();
    }

    [ContractFact]
    public async Task RowsGoWithTheirTransfersOrWithNeither()
    {
        var lease = await Store.JoinAsync("node-a", T0, None);
        await Store.AppendAsync(lease, [Samples.Entry(Samples.App())], T0, None);
        LedgerEntry Settling(string key, long expected) => Entry(key, Buy(Alice, "1"), Buy(Bob, "1")) with
        {
            Changes = [new RowChange.PutValue(key, new byte[] { 1 }), new RowChange.PutApp(Samples.App(version: 2), expected)],
            Events = [Samples.Happened(Samples.Agent())],
        };

        Assert.IsType<LedgerOutcome.Conflict>(Assert.Single(await AppendAsync(Settling("a", 7))));
        Assert.Equal(0, (await Store.ReadLedgerHeadAsync(None)).Seq);
        Assert.Null(await Store.ReadValueAsync("a", None));
        Assert.IsType<LedgerOutcome.Committed>(Assert.Single(await AppendAsync(Settling("b", 1))));

        Assert.Equal(2, (await Store.ReadLedgerHeadAsync(None)).Seq);
        Assert.NotNull(await Store.ReadValueAsync("b", None));
        Assert.Equal(2, Assert.Single((await Store.LoadAsync(None)).Apps).Version);
        Assert.Equal((1, 1), (Assert.Single(await Store.ReadEventsAsync(new EventQuery("ledger", 0, 10, null), None)).Seq, (await Store.ReadLogAsync("ledger", None))!.Head));
        await SoundAsync();
    }

    [ContractFact]
    public async Task AnOlderHolderOfTheLedgerCanWriteNoMore()
    {
        var old = Lease;
        await CommitAsync(Buy(Alice, "1"));
        var current = await Store.JoinAsync(ILedgerStore.Log, T0, None);

        Assert.Null(await Store.AppendLedgerAsync(old, [Entry("k", Buy(Alice, "1"))], T0, None));
        Assert.Null(await Store.AppendLedgerAsync(current with { Log = "node-a" }, [Entry("k", Buy(Alice, "1"))], T0, None));

        Assert.Equal(Holding("1"), await BalanceAsync(Alice));
        Assert.NotNull(await Store.AppendLedgerAsync(current, [Entry("k", Buy(Alice, "1"))], T0, None));
        Assert.Equal(Holding("2"), await BalanceAsync(Alice));
    }

    [ContractFact]
    public async Task TimeDoesNotRunBackwardsInTheJournal()
    {
        await AppendAsync(T0.AddSeconds(5), Entry("a", Buy(Alice, "1")));

        await AppendAsync(T0, Entry("b", Buy(Alice, "1")));

        Assert.Equal(T0.AddSeconds(5), (await Store.ReadTransferAsync(2, None))!.At);
        await SoundAsync();
    }

    [ContractFact]
    public async Task TheLedgerOutlivesARestart()
    {
        await CommitAsync(Buy(Alice, "10"), Reserve("4"), Buy(Bob, "1", "pay-1"));
        await RestartAsync();

        await CommitAsync(Post(2, "3"), Pay(Bob, Alice, "1"));

        await RefusedAsync(LedgerRefusal.PendingResolved, Post(2, "1"));
        await RefusedAsync(LedgerRefusal.ReferenceUsed, Buy(Bob, "1", "pay-1"));
        Assert.Equal(Holding("8"), await BalanceAsync(Alice));
        await SoundAsync();
    }
}
