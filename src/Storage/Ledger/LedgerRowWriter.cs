using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>Writes what a batch holds at its end.</summary>
internal static class LedgerRowWriter
{
    public static void Write(Link link, LedgerBatch work, LedgerHead before)
    {
        if (work.Commands.Count == 0)
            return;
        using var insertAccount = link.Use(AccountRow.Insert);
        using var updateAccount = link.Use(AccountRow.Update);
        foreach (var account in work.Accounts)
        {
            if (account.Number > before.Accounts)
                AccountRow.WriteNew(insertAccount, account);
            else
                AccountRow.Write(updateAccount, account);
        }

        using var insertTransfer = link.Use(TransferRow.Insert);
        foreach (var transfer in work.Transfers)
            TransferRow.Write(insertTransfer, transfer, Number(work, transfer.Debit), Number(work, transfer.Credit));
        using var insertCommand = link.Use(CommandRows.Insert);
        foreach (var command in work.Commands)
            CommandRows.Write(insertCommand, command);
        foreach (var pending in work.Pendings)
            Write(link, pending, isNew: pending.Seq > before.Seq);
        foreach (var (subject, seq) in work.Reversals)
            Reversed(link, subject, seq);
        foreach (var ((rail, reference), seq) in work.References)
            Booked(link, Number(work, rail), reference, seq);
        MoveHead(link, work.Head);
    }

    public static void MoveHead(Link link, LedgerHead head)
    {
        using var row = link.Use("""
            INSERT INTO ledger(one, head, head_hash, at, accounts, commands) VALUES(1, ?, ?, ?, ?, ?)
            ON CONFLICT(one) DO UPDATE SET
                head = excluded.head, head_hash = excluded.head_hash, at = excluded.at, accounts = excluded.accounts, commands = excluded.commands
            """);
        row.Bind(1, head.Seq).BindBlob(2, head.Hash.Span).Bind(3, Microseconds.Of(head.At)).Bind(4, head.Accounts).Bind(5, head.Commands).Do();
    }

    public static void Write(Link link, PendingState pending, bool isNew)
    {
        using var row = link.Use(isNew
            ? "INSERT INTO pending(seq, expires_at, resolved_by) VALUES(?1, ?3, ?2)"
            : "UPDATE pending SET resolved_by = ?2 WHERE seq = ?1 AND resolved_by IS NULL");
        row.Bind(1, pending.Seq).Bind(2, pending.ResolvedBy);
        if (isNew)
            row.Bind(3, pending.ExpiresAt is { } at ? Microseconds.Of(at) : null);
        if (!row.Changes())
        {
            throw new LedgerViolationException(new(
                LedgerInvariant.ResolvedAtMostOnce, $"The pending transfer {pending.Seq} was ended before.", pending.Seq));
        }
    }

    public static void Reversed(Link link, long subject, long seq)
    {
        using var row = link.Use("INSERT INTO reversal(subject, seq) VALUES(?, ?)");
        row.Bind(1, subject).Bind(2, seq).Add();
    }

    public static void Booked(Link link, long rail, string reference, long seq)
    {
        using var row = link.Use("INSERT INTO payment(rail, reference, seq) VALUES(?, ?, ?)");
        row.Bind(1, rail).Bind(2, reference).Bind(3, seq).Add();
    }

    private static long Number(LedgerBatch work, AccountId account) => work.Account(account)!.Number;
}
