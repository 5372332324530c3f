using EasyEnclave.Actors.Ledger;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>Writes a whole journal into an empty ledger, each transfer checked as it comes.</summary>
internal static class LedgerImport
{
    public static LedgerHead Run(
        Link link, CommandLookup lookup, IEnumerable<Transfer> transfers, IEnumerable<CommandRow> commands, CancellationToken cancellationToken)
    {
        if (LedgerReader.Head(link).Seq != 0 || link.Number("SELECT count(*) FROM command") != 0)
            throw new InvalidOperationException("The ledger is not empty: a journal is imported into an empty one only.");

        var fold = new JournalFold(JournalFold.Reversed(transfers));
        using var insert = link.Use(TransferRow.Insert);
        foreach (var transfer in transfers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var full = fold.Add(transfer);
            TransferRow.Write(insert, full, fold.Accounts[full.Debit].Number, fold.Accounts[full.Credit].Number);
            Note(link, fold, full);
        }

        fold.CheckSums();
        var head = fold.Head with { Commands = WriteCommands(link, lookup, commands, fold, cancellationToken) };
        using var account = link.Use(AccountRow.Insert);
        foreach (var state in fold.Accounts.Values.OrderBy(state => state.Number))
            AccountRow.WriteNew(account, state);
        LedgerRowWriter.MoveHead(link, head);
        return head;
    }

    private static void Note(Link link, JournalFold fold, Transfer transfer)
    {
        switch (transfer)
        {
            case { Kind: TransferKind.Pend }:
                LedgerRowWriter.Write(link, new PendingState(transfer.Seq, transfer.ExpiresAt, null), isNew: true);
                break;
            case { Kind: TransferKind.Post or TransferKind.Void or TransferKind.Expire, Subject: { } pending }:
                LedgerRowWriter.Write(link, new PendingState(pending, null, transfer.Seq), isNew: false);
                break;
            case { Kind: TransferKind.Reverse, Subject: { } original }:
                LedgerRowWriter.Reversed(link, original, transfer.Seq);
                break;
            case { Reference: { } reference }:
                LedgerRowWriter.Booked(link, fold.Accounts[transfer.Debit].Number, reference, transfer.Seq);
                break;
        }
    }

    private static long WriteCommands(
        Link link, CommandLookup lookup, IEnumerable<CommandRow> commands, JournalFold fold, CancellationToken cancellationToken)
    {
        using var insert = link.Use(CommandRows.Insert);
        var number = 0L;
        foreach (var command in commands)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CommandRows.Write(insert, command with { Number = ++number });
        }

        lookup.MoveAll(link, number);
        return LedgerVerification.CommandsFault(link, lookup, fold.Head.Seq) is { } fault ? throw new LedgerViolationException(fault) : number;
    }
}
