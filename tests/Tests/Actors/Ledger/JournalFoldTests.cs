using EasyEnclave.Actors.Ledger;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Ledger;

/// <summary>A journal whose hashes fit, and which no ledger would have written, is refused by the file alone.</summary>
public sealed class JournalFoldTests
{
    private static readonly DateTimeOffset Expiry = Books.T0.AddHours(2);

    [Fact]
    public async Task WhatIsPendingIsPostedBeforeItsTimeAndExpiresAfterIt()
    {
        Transfer[] posted = await WriteAsync(Books.Buy(Books.Alice, "10"), Books.Reserve("5", Expiry), Books.Post(2, "3"));
        Assert.Equal(3, Read(posted).Head.Seq);
        Read(posted, last => last with { At = Expiry.AddMicroseconds(-1) });
        Refused(posted, last => last with { At = Expiry });

        Refused(posted, last => last with { Kind = TransferKind.Expire, Amount = posted[1].Amount });
        Read(posted, last => last with { Kind = TransferKind.Expire, Amount = posted[1].Amount, At = Expiry });
        Read(posted, last => last with { Kind = TransferKind.Void, Amount = posted[1].Amount });
    }

    [Fact]
    public async Task AReversalIsPaidByWhoWasPaidAndNobodyElse()
    {
        Transfer[] reversed = await WriteAsync(
            Books.Buy(Books.Alice, "10"), Books.Buy(Books.Bob, "10", "r"), Books.Pay(Books.Alice, Books.Bob, "3"), new LedgerCommand.Reverse(3));
        Assert.Equal(4, Read(reversed).Head.Seq);

        Refused(reversed, last => last with { Debit = Books.Card });
    }

    private static async Task<Transfer[]> WriteAsync(params LedgerCommand[] commands)
    {
        await using MemoryStore store = new();
        var lease = await store.JoinAsync(ILedgerStore.Log, Books.T0, CancellationToken.None);
        foreach ((int index, LedgerCommand command) in commands.Index())
            await store.AppendLedgerAsync(lease, [Books.Entry($"k{index}", command)], Books.T0, CancellationToken.None);
        Transfer[] journal = [.. await store.ReadTransfersAsync(0, 1000, CancellationToken.None)];
        Assert.Equal(commands.Length, journal.Length);
        return journal;
    }

    private static JournalFold Read(Transfer[] journal, Func<Transfer, Transfer>? change = null)
    {
        JournalFold fold = new(JournalFold.Reversed(journal));
        foreach (Transfer transfer in journal[..^1])
            fold.Add(transfer);
        Transfer last = change is null ? journal[^1] : change(journal[^1]);
        fold.Add(last with { Hash = new LedgerChain().Next(journal[^2].Hash.Span, last) });
        return fold;
    }

    private static void Refused(Transfer[] journal, Func<Transfer, Transfer> change) =>
        Assert.Equal(LedgerInvariant.ResolvedAtMostOnce, Assert.Throws<LedgerViolationException>(() => Read(journal, change)).Violation.Invariant);
}
