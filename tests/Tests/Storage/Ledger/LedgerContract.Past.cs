using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;
using static EasyEnclave.Tests.Actors.Ledger.Books;

namespace EasyEnclave.Tests.Storage.Ledger;

public abstract partial class LedgerContract
{
    [ContractFact]
    public async Task ABalanceIsKnownAtEveryPlaceOfTheJournal()
    {
        // Two accounts out of step with each other, long enough for the ways back to skip.
        await CommitAsync(Buy(Alice, "1000"), Buy(Bob, "1000"));
        for (var n = 0; n < 70; n++)
        {
            var (from, to) = n % 3 == 0 ? (Bob, Alice) : (Alice, n % 3 == 1 ? Bob : AccountId.Parse("carol"));
            await AppendAsync(T0.AddSeconds(n), Entry($"k{n}", Pay(from, to, $"{n + 1}")));
        }

        var journal = await Store.ReadTransfersAsync(0, 1000, None);
        Assert.Equal(72, journal.Count);
        foreach (var account in new[] { Alice, Bob, Card, AccountId.Parse("carol"), AccountId.Parse("nobody") })
        {
            for (var seq = 0; seq <= 73; seq++)
            {
                var expected = journal.LastOrDefault(transfer => transfer.Seq <= seq && transfer.SideOf(account) is not null)?.SideOf(account)?.After ?? default;
                Assert.Equal(expected, await Store.ReadBalanceAsync(account, seq, None));
            }
        }

        await SoundAsync();
    }

    [ContractFact]
    public async Task APlaceOfTheJournalIsFoundByItsInstant()
    {
        foreach (var second in new[] { 1, 1, 2, 5, 5, 5, 9 })
            await AppendAsync(T0.AddSeconds(second), Entry(Guid.NewGuid().ToString(), Buy(Alice, "1")));

        var seqs = await Task.WhenAll(new[] { 0.9, 1, 2, 4.9, 5, 9, 99 }.Select(at => Store.ReadSeqAtAsync(T0.AddSeconds(at), None).AsTask()));
        Assert.Equal([0, 2, 3, 3, 6, 7, 7], seqs);
    }

    [ContractFact]
    public async Task EntriesAreReadInPagesTheLatestFirst()
    {
        await CommitAsync(Buy(Alice, "100"), Buy(Bob, "100"));
        for (var n = 0; n < 20; n++)
            await CommitAsync(Pay(n % 2 == 0 ? Alice : Bob, AccountId.Parse("carol"), "1"));

        var seqs = new List<long>();
        for (var before = long.MaxValue; ;)
        {
            var page = await Store.ReadEntriesAsync(Alice, before, 3, None);
            seqs.AddRange(page.Select(entry => entry.Seq));
            if (page.Count < 3)
                break;
            before = page[^1].Seq;
        }

        Assert.Equal([21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1], seqs);
        Assert.Equal([13, 11], (await Store.ReadEntriesAsync(Alice, 14, 2, None)).Select(entry => entry.Seq));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.ReadEntriesAsync(Alice, 1, 0, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.ReadEntriesAsync(Alice, 1, 1001, None));
    }

    [ContractFact]
    public async Task AccountsAreNumberedAsTheyAppear()
    {
        await CommitAsync(Buy(Alice, "5"), Buy(Bob, "5"), Pay(Alice, AccountId.Parse("carol"), "1"));

        var accounts = await Store.ReadAccountsAsync(0, 10, None);
        Assert.Equal(["external:card", "alice", "bob", "carol"], accounts.Select(account => account.Id.Value));
        Assert.Equal([1, 2, 3, 4], accounts.Select(account => account.Number));
        Assert.Equal([2, 2, 1, 1], accounts.Select(account => account.Trail.Count));
        Assert.Equal(["carol"], (await Store.ReadAccountsAsync(3, 10, None)).Select(account => account.Id.Value));
    }

    [ContractFact]
    public async Task AJournalImportedElsewhereIsTheSameLedger()
    {
        await CommitAsync(Buy(Alice, "100", "pay-1"), Reserve("4", T0.AddHours(1)), Reserve("5"), Pay(Alice, Bob, "7"), Post(2, "3"), new LedgerCommand.Reverse(4));
        var noted = Entry("noted") with { Note = new byte[] { 3 } };
        await AppendAsync(noted);
        var journal = await Store.ReadTransfersAsync(0, 1000, None);
        var commands = await Store.ReadCommandsAsync(0, 1000, None);
        var head = await Store.ReadLedgerHeadAsync(None);
        await using var other = new Testing.MemoryStore();
        var lease = await other.JoinAsync(ILedgerStore.Log, T0, None);

        Assert.Equal(head, await other.ImportLedgerAsync(lease, journal, commands, None));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await other.ImportLedgerAsync(lease, journal, commands, None));

        Assert.Null(await other.VerifyLedgerAsync(None));
        Assert.Equal(await Store.ReadAccountsAsync(0, 10, None), await other.ReadAccountsAsync(0, 10, None));
        Assert.True(((LedgerOutcome.Committed)(await other.AppendLedgerAsync(lease, [noted], T0, None))!.Outcomes[0]).Replayed);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.ImportLedgerAsync(Lease, journal, commands, None));
    }
}
