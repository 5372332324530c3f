using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Storage.Ledger;

/// <summary>Random entries, sent once, twice, late and out of order, over restarts, undone commits and changes of the holder: every answer and balance is the model's.</summary>
/// <remarks>The script is numbers, so that a failing one shrinks; each makes an entry of up to three commands on few accounts, keys and seqs.</remarks>
public sealed class LedgerModelTests
{
    private static readonly Arbitrary<int[]> Scripts = Gen.ArrayOf(Gen.Choose(0, int.MaxValue)).ToArbitrary();
    private static readonly AccountId[] Users = [Books.Alice, Books.Bob, AccountId.Parse("carol"), Books.Provider];

    [Fact]
    public void TheMemoryStoreAnswersAsTheModelDoes() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(150).WithReplay(7, 11),
        Prop.ForAll(Scripts, script => RunAsync(script, new MemoryStore(), static store => new(store)).GetAwaiter().GetResult()));

    [Fact]
    public void SqliteAnswersAsTheModelDoes() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(25).WithEndSize(200).WithReplay(13, 17),
        Prop.ForAll(Scripts, script => OnDiskAsync(script).GetAwaiter().GetResult()));

    [RequiresProgramFact(PostgresServer.Program)]
    public void PostgresAnswersAsTheModelDoes() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(6).WithStartSize(40).WithEndSize(160).WithReplay(19, 23),
        Prop.ForAll(Scripts, script => InADatabaseAsync(script).GetAwaiter().GetResult()));

    private static async Task InADatabaseAsync(int[] script)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await RunAsync(script, await database.OpenAsync(), async store =>
        {
            await store.DisposeAsync();
            return await database.OpenAsync();
        });
    }

    private static async Task OnDiskAsync(int[] script)
    {
        var folder = new StoreFolder();
        try
        {
            await RunAsync(script, await folder.OpenAsync(), async store =>
            {
                await store.DisposeAsync();
                return await folder.OpenAsync();
            });
        }
        finally
        {
            folder.Delete();
        }
    }

    private static async Task RunAsync(int[] script, IStore store, Func<IStore, ValueTask<IStore>> reopen)
    {
        var model = new NaiveLedger();
        var now = Books.T0;
        var lease = await store.JoinAsync(ILedgerStore.Log, now, CancellationToken.None);
        try
        {
            foreach (var steps in script.Chunk(4))
            {
                now = now.AddSeconds(steps[0] % 5);
                var batch = steps.Select(step => Entry(step, model.Head, now)).ToArray();
                if (steps[0] % 11 == 0)
                    store = await reopen(store);
                if (steps[0] % 5 == 0)
                    lease = await MoveAsync(store, lease, batch, now);
                if (steps[0] % 3 == 0)
                    await EndBeforeTheCommitAsync(store, lease, batch, now);

                var answers = (await store.AppendLedgerAsync(lease, batch, now, CancellationToken.None))!.Outcomes;

                model.Expire(now);
                Assert.Equal(batch.Select(entry => model.Apply(entry, now)), answers.Select(Text));
                if (steps[0] % 7 == 0)
                {
                    // The answer was lost on its way: whoever asks again is answered again.
                    answers = (await store.AppendLedgerAsync(lease, batch, now, CancellationToken.None))!.Outcomes;
                    Assert.Equal(batch.Select(entry => model.Apply(entry, now)), answers.Select(Text));
                }

                Assert.Equal(model.Head, (await store.ReadLedgerHeadAsync(CancellationToken.None)).Seq);
            }

            await CheckAsync(model, store);
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>Another takes the ledger; what the one before still sends is not written.</summary>
    private static async Task<LogLease> MoveAsync(IStore store, LogLease old, LedgerEntry[] batch, DateTimeOffset now)
    {
        var next = await store.JoinAsync(ILedgerStore.Log, now, CancellationToken.None);
        Assert.Null(await store.AppendLedgerAsync(old, batch, now, CancellationToken.None));
        return next;
    }

    /// <summary>The transaction ends after all was decided and before the commit: nothing of it is there, and the accounts kept in memory are right.</summary>
    private static async Task EndBeforeTheCommitAsync(IStore store, LogLease lease, LedgerEntry[] batch, DateTimeOffset now)
    {
        var before = await store.ReadLedgerHeadAsync(CancellationToken.None);
        var bug = LedgerEntry.Of(Books.Request("bug"), "admin") with { Events = [new NewEvent(new EntityName("agent/a"), 1, now, "admin", new NobodysEvent())] };
        await Assert.ThrowsAnyAsync<InvalidOperationException>(
            async () => await store.AppendLedgerAsync(lease, [.. batch, bug], now, CancellationToken.None));
        Assert.Equal(before, await store.ReadLedgerHeadAsync(CancellationToken.None));
    }

    private static async Task CheckAsync(NaiveLedger model, IStore store)
    {
        Assert.Null(await store.VerifyLedgerAsync(CancellationToken.None));
        Assert.True((await store.ReadTrialBalanceAsync(CancellationToken.None)).Balanced);
        var accounts = await store.ReadAccountsAsync(0, 1000, CancellationToken.None);
        Assert.Equal(model.Accounts.Select(account => account.Value).Order(), accounts.Select(account => account.Id.Value).Order());
        Assert.All(accounts, account => Assert.Equal(
            (model.Posted(account.Id), model.Out(account.Id), model.In(account.Id)),
            (account.Balance.Posted.Micros, account.Balance.PendingOut.Micros, account.Balance.PendingIn.Micros)));
    }

    private static LedgerEntry Entry(int step, long head, DateTimeOffset now)
    {
        // A key of forty comes back now and then, with the same wish where the rest of the number is the same, else with another.
        var key = $"k{(step >> 3) % 40}";
        var count = step % 6 == 0 ? 3 : 1;
        var wish = step % 7 == 0 ? (step >> 3) % 40 : step;
        return Books.Entry(key, [.. Enumerable.Range(0, count).Select(place => Command(unchecked((wish * 31) + (place * 7919)) & int.MaxValue, head, now))]);
    }

    private static LedgerCommand Command(int draw, long head, DateTimeOffset now)
    {
        var from = Users[(draw >> 4) % 4];
        var to = Users[(draw >> 6) % 4];
        var amount = new Usd(1 + ((draw >> 8) % 12));
        var seq = 1 + ((draw >> 12) % (head + 2));
        return (draw % 10) switch
        {
            0 or 1 => LedgerCommand.Purchase("card", Users[(draw >> 4) % 3], new Usd(amount.Micros * 4), draw % 3 == 0 ? $"pay-{draw % 9}" : null),
            2 or 3 => LedgerCommand.Transfer(from, to, amount, ""),
            4 or 5 => new LedgerCommand.Pend(
                TransferCode.Reservation, Users[(draw >> 4) % 3], Books.Provider, amount, draw % 3 == 0 ? null : now.AddSeconds(((draw >> 5) % 9) - 1)),
            6 or 7 => new LedgerCommand.Post(seq, amount),
            8 => new LedgerCommand.Void(seq),
            _ => new LedgerCommand.Reverse(seq),
        };
    }

    /// <summary>One that no store can write.</summary>
    private sealed record NobodysEvent : DomainEvent;

    private static string Text(LedgerOutcome outcome) => outcome switch
    {
        LedgerOutcome.Committed done => $"{(done.Replayed ? "again" : "done")} {done.Transfers[0].Seq}+{done.Transfers.Count}",
        LedgerOutcome.Refused refused => $"refused {refused.Refusal} {refused.Command}",
        _ => "other request",
    };
}
