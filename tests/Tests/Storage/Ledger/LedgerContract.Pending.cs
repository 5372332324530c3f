using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;
using static EasyEnclave.Tests.Actors.Ledger.Books;

namespace EasyEnclave.Tests.Storage.Ledger;

public abstract partial class LedgerContract
{
    [ContractFact]
    public async Task WhatIsPostedOfAPendingTransferMovesAndTheRestReturns()
    {
        await CommitAsync(Buy(Alice, "10"), Reserve("4"));
        Assert.Equal(Holding("10", pendingOut: "4"), await BalanceAsync(Alice));
        Assert.Equal(Holding("0", pendingIn: "4"), await BalanceAsync(Provider));

        var posted = (await CommitAsync(Post(2, "2.5")))[0];

        Assert.Equal((TransferKind.Post, TransferCode.Reservation, 2, Hour), (posted.Kind, posted.Code, posted.Subject, posted.Period));
        Assert.Equal(Holding("7.5"), await BalanceAsync(Alice));
        Assert.Equal(Holding("2.5"), await BalanceAsync(Provider));
        Assert.Equal(new PendingState(2, null, 3), await Store.ReadPendingAsync(2, None));
        await SoundAsync();
    }

    [ContractFact]
    public async Task APendingTransferEndsOnce()
    {
        await CommitAsync(Buy(Alice, "10"), Reserve("4"), Reserve("3"), Post(2, "4"), new LedgerCommand.Void(3));

        foreach (var seq in new[] { 2, 3 })
        {
            await RefusedAsync(LedgerRefusal.PendingResolved, Post(seq, "1"));
            await RefusedAsync(LedgerRefusal.PendingResolved, new LedgerCommand.Void(seq));
        }

        Assert.Equal(Holding("6"), await BalanceAsync(Alice));
        await SoundAsync();
    }

    [ContractFact]
    public async Task NoMoreIsPostedThanWasPending()
    {
        await CommitAsync(Buy(Alice, "10"), Reserve("4"));

        await RefusedAsync(LedgerRefusal.AmountAbovePending, Post(2, "4.000001"));
        await RefusedAsync(LedgerRefusal.InvalidAmount, Post(2, "0"));
        await RefusedAsync(LedgerRefusal.PendingNotFound, Post(1, "1"));
        await RefusedAsync(LedgerRefusal.PendingNotFound, Post(99, "1"));
        await CommitAsync(Post(2, "4"));
        await SoundAsync();
    }

    [ContractFact]
    public async Task APendingTransferGoesBackAtItsInstantAndNotBefore()
    {
        var expiry = T0.AddHours(1);
        await CommitAsync(Buy(Alice, "10"), Reserve("4", expiry), Reserve("3", expiry.AddTicks(10)), Reserve("1"));

        var early = (await Store.AppendLedgerAsync(Lease, [], expiry.AddTicks(-1), None))!;
        Assert.Equal((0, expiry), (early.Expired, early.NextExpiry));
        Assert.Equal(Holding("10", pendingOut: "8"), await BalanceAsync(Alice));
        // What is due goes back before the same commit decides anything.
        var now = (await Store.AppendLedgerAsync(Lease, [Entry("p", Pay(Alice, Bob, "6")), Entry("q", Post(2, "4"))], expiry, None))!;

        Assert.Equal((1, expiry.AddTicks(10)), (now.Expired, now.NextExpiry));
        Assert.IsType<LedgerOutcome.Committed>(now.Outcomes[0]);
        Assert.Equal(LedgerRefusal.PendingResolved, Assert.IsType<LedgerOutcome.Refused>(now.Outcomes[1]).Refusal);
        var expired = (await Store.ReadTransferAsync(5, None))!;
        Assert.Equal((TransferKind.Expire, 2, "system"), (expired.Kind, expired.Subject, expired.Actor));
        Assert.Equal(expired.Id.Command, CommandId.Derive("system", "expire/2"));
        Assert.Null((await Store.AppendLedgerAsync(Lease, [], expiry.AddDays(9), None))!.NextExpiry);
        Assert.Equal(Holding("4", pendingOut: "1"), await BalanceAsync(Alice));
        await SoundAsync();
    }

    [ContractFact]
    public async Task APendingTransferThatIsPastItsTimeAtOnceIsRefused()
    {
        await CommitAsync(Buy(Alice, "10"));

        await RefusedAsync(LedgerRefusal.ExpiresInPast, Reserve("1", T0));
        await CommitAsync(Reserve("1", T0.AddTicks(10)));
    }

    [ContractFact]
    public async Task ATransferIsReversedOnce()
    {
        await CommitAsync(Buy(Alice, "10"), Pay(Alice, Bob, "4"), Reserve("5"), Post(3, "5"));

        var reversal = (await CommitAsync(new LedgerCommand.Reverse(2) { Memo = "a mistake" }))[0];

        Assert.Equal((TransferKind.Reverse, TransferCode.Transfer, Bob, Alice, 2), (reversal.Kind, reversal.Code, reversal.Debit, reversal.Credit, reversal.Subject));
        await RefusedAsync(LedgerRefusal.AlreadyReversed, new LedgerCommand.Reverse(2));
        await RefusedAsync(LedgerRefusal.NotReversible, new LedgerCommand.Reverse(3));
        await RefusedAsync(LedgerRefusal.NotReversible, new LedgerCommand.Reverse(5));
        await RefusedAsync(LedgerRefusal.TransferNotFound, new LedgerCommand.Reverse(9));
        await CommitAsync(new LedgerCommand.Reverse(4));
        Assert.Equal(Holding("10"), await BalanceAsync(Alice));
        await SoundAsync();
    }

    [ContractFact]
    public async Task AStakeStandsInForItsOwnNodeOnly()
    {
        await CommitAsync(Buy(Alice, "10"), Reserve("5"), Post(2, "5"), LedgerCommand.DepositStake(Machine, Card, Amount("7")), Pay(Provider, Bob, "5"));
        var other = NodeId.Parse("node-2");
        await CommitAsync(LedgerCommand.DepositStake(other, Card, Amount("7")));

        await RefusedAsync(LedgerRefusal.InsufficientFunds, new LedgerCommand.Reverse(3));
        await RefusedAsync(LedgerRefusal.AccountNotAllowed, new LedgerCommand.Reverse(3, AccountId.Stake(other)));
        await CommitAsync(new LedgerCommand.Reverse(3, Stake));

        Assert.Equal(Holding("2"), await BalanceAsync(Stake));
        Assert.Equal(Holding("10"), await BalanceAsync(Alice));
        await SoundAsync();
    }

    [ContractFact]
    public async Task AStakeIsLockedReleasedAndSlashed()
    {
        await CommitAsync(LedgerCommand.DepositStake(Machine, Card, Amount("100")), LedgerCommand.Unbond(Machine, Provider, Amount("30")));

        await RefusedAsync(LedgerRefusal.InsufficientFunds, LedgerCommand.Slash(Machine, AccountId.Treasury, Amount("70.000001"), "fraud"));
        await RefusedAsync(LedgerRefusal.AccountNotAllowed, LedgerCommand.Transfer(Stake, Alice, Amount("1"), ""));
        await CommitAsync(LedgerCommand.Slash(Machine, AccountId.Treasury, Amount("70"), "fraud"), Post(2, "30"));

        Assert.Equal(Holding("0"), await BalanceAsync(Stake));
        Assert.Equal(Holding("70"), await BalanceAsync(AccountId.Treasury));
        Assert.Equal(Holding("30"), await BalanceAsync(Provider));
        await SoundAsync();
    }
}
