using EasyEnclave.Actors.Ledger;
using EasyEnclave.Tests.Testing;
using static EasyEnclave.Tests.Actors.Ledger.Books;

namespace EasyEnclave.Tests.Storage.Ledger;

public abstract partial class LedgerContract
{
    [ContractFact]
    public async Task ACommandSentAgainIsAnsweredAgainAndDoesNothing()
    {
        var entry = Entry("key-1", Buy(Alice, "10"), Buy(Bob, "1")) with { Note = new byte[] { 1, 2 } };
        var first = (await AppendAsync(entry))[0];
        await CommitAsync(Pay(Alice, Bob, "3"));
        await RestartAsync();

        var again = (await AppendAsync(T0.AddYears(3), entry))[0];

        Assert.Equal(Text(first).Replace("False", "True", StringComparison.Ordinal), Text(again));
        Assert.Equal(Holding("7"), await BalanceAsync(Alice));
        Assert.Equal(3, (await Store.ReadLedgerHeadAsync(None)).Seq);
        await SoundAsync();
    }

    [ContractFact]
    public async Task TheSameCommandTwiceInABatchIsDoneOnce()
    {
        var outcomes = await AppendAsync(Entry("k", Buy(Alice, "10")), Entry("k", Buy(Alice, "10")), Entry("k", Buy(Alice, "11")));

        Assert.False(Assert.IsType<LedgerOutcome.Committed>(outcomes[0]).Replayed);
        Assert.True(Assert.IsType<LedgerOutcome.Committed>(outcomes[1]).Replayed);
        Assert.IsType<LedgerOutcome.IdempotencyConflict>(outcomes[2]);
        Assert.Equal(Holding("10"), await BalanceAsync(Alice));
        await SoundAsync();
    }

    [ContractFact]
    public async Task AKeyIsOfOneRequestForEver()
    {
        await AppendAsync(Entry("k", Buy(Alice, "10")));
        await RestartAsync();

        Assert.IsType<LedgerOutcome.IdempotencyConflict>(Assert.Single(await AppendAsync(T0.AddYears(9), Entry("k", Buy(Alice, "10.000001")))));
        Assert.Equal(Holding("10"), await BalanceAsync(Alice));
    }

    [ContractFact]
    public async Task TwoCredentialsMayUseOneKey()
    {
        var mine = LedgerEntry.Of(Request("k", principal: "ann"), "ann", Buy(Alice, "1"));
        var yours = LedgerEntry.Of(Request("k", principal: "ben"), "ben", Buy(Alice, "1"));

        Assert.All(await AppendAsync(mine, yours), outcome => Assert.False(Assert.IsType<LedgerOutcome.Committed>(outcome).Replayed));
        Assert.Equal(Holding("2"), await BalanceAsync(Alice));
    }

    [ContractFact]
    public async Task ARefusedCommandLeavesItsKeyFree()
    {
        Assert.IsType<LedgerOutcome.Refused>(Assert.Single(await AppendAsync(Entry("k", Pay(Alice, Bob, "1")))));
        Assert.Null(await Store.ReadCommandAsync(Request("k").Id, None));
        await CommitAsync(Buy(Alice, "5"));

        Assert.False(Assert.IsType<LedgerOutcome.Committed>(Assert.Single(await AppendAsync(Entry("k", Pay(Alice, Bob, "2"))))).Replayed);
    }

    [ContractFact]
    public async Task ACommandNamesItsTransfersBeforeTheyAreThere()
    {
        var entry = Entry("k", Buy(Alice, "1"), Buy(Alice, "2"));
        await CommitAsync(Buy(Bob, "1"));
        await AppendAsync(entry);

        var row = (await Store.ReadCommandAsync(entry.Request.Id, None))!;
        Assert.Equal(("admin", 2, 2, T0), (row.Principal, row.FirstSeq, row.Transfers, row.At));
        Assert.Equal(entry.Request.Hash.ToArray(), row.RequestHash.ToArray());
        Assert.Null(row.Note);
        Assert.Equal(entry.Request.Id.Transfer(1), (await Store.ReadTransferAsync(3, None))!.Id);
        Assert.Equal([1, 2], (await Store.ReadCommandsAsync(0, 10, None)).Select(command => command.Number));
        Assert.Equal(entry.Request.Id, Assert.Single(await Store.ReadCommandsAsync(1, 10, None)).Id);
    }

    [ContractFact]
    public async Task AnEntryMayHaveNoTransfers()
    {
        var entry = Entry("k") with { Note = new byte[] { 7 } };
        await AppendAsync(entry);

        var again = Assert.IsType<LedgerOutcome.Committed>(Assert.Single(await AppendAsync(entry)));
        Assert.True(again.Replayed);
        Assert.Equal([7], again.Note!.Value.ToArray());
        Assert.Empty(again.Transfers);
        await SoundAsync();
    }

    [ContractFact]
    public async Task APaymentIsBookedOnceARail()
    {
        await CommitAsync(Buy(Alice, "1", "pay-1"), LedgerCommand.Purchase("wire", Alice, Amount("1"), "pay-1"), Buy(Alice, "1", "pay-2"));

        await RefusedAsync(LedgerRefusal.ReferenceUsed, Buy(Bob, "1", "pay-1"));
        await SoundAsync();
    }
}
