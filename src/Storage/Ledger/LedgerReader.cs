using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>Reads the ledger's rows.</summary>
internal static class LedgerReader
{
    public static LedgerHead Head(Link link)
    {
        using var row = link.Use("SELECT head, head_hash, at, accounts, commands FROM ledger");
        return row.Step() ? new LedgerHead(row.Number(0), row.Bytes(1).ToArray(), row.Instant(2), row.Number(3), row.Number(4)) : LedgerHead.Empty;
    }

    public static AccountState? Account(Link link, AccountId id)
    {
        using var row = link.Use(AccountRow.Select + " WHERE name = ?");
        return row.Bind(1, id.Value).Step() ? AccountRow.Read(row) : null;
    }

    public static IReadOnlyList<AccountState> Accounts(Link link, long afterNumber, int limit)
    {
        using var row = link.Use(AccountRow.Select + " WHERE no > ? ORDER BY no LIMIT ?");
        row.Bind(1, afterNumber).Bind(2, limit);
        return RowReader.All(row, AccountRow.Read);
    }

    public static Transfer? Transfer(Link link, long seq)
    {
        using var row = link.Use(TransferRow.Select + " WHERE t.seq = ?");
        return row.Bind(1, seq).Step() ? TransferRow.Read(row) : null;
    }

    public static IReadOnlyList<Transfer> Transfers(Link link, long afterSeq, int limit)
    {
        using var row = link.Use(TransferRow.Select + " WHERE t.seq > ? ORDER BY t.seq LIMIT ?");
        row.Bind(1, afterSeq).Bind(2, limit);
        return RowReader.All(row, TransferRow.Read);
    }

    public static PendingState? Pending(Link link, long seq)
    {
        using var row = link.Use("SELECT expires_at, resolved_by FROM pending WHERE seq = ?");
        return row.Bind(1, seq).Step() ? new PendingState(seq, row.InstantOrNull(0), row.NumberOrNull(1)) : null;
    }

    public static CommandRow? Command(Link link, long number)
    {
        using var row = link.Use(CommandRows.Select + " WHERE no = ?");
        return row.Bind(1, number).Step() ? CommandRows.Read(row) : null;
    }

    public static IReadOnlyList<CommandRow> Commands(Link link, long afterNumber, int limit)
    {
        using var row = link.Use(CommandRows.Select + " WHERE no > ? ORDER BY no LIMIT ?");
        row.Bind(1, afterNumber).Bind(2, limit);
        return RowReader.All(row, CommandRows.Read);
    }

    /// <summary>The balance an account had after a transfer and all before it.</summary>
    public static Balance BalanceAt(Link link, AccountId id, long seq)
    {
        if (Account(link, id) is not { } account)
            return default;
        var entry = EntryAtOrBefore(link, account, seq);
        return entry == 0 ? default : Side(link, account.Number, entry).After;
    }

    /// <summary>The last transfer at or before an instant; time never runs backwards in the journal, so halving finds it.</summary>
    public static long SeqAt(Link link, DateTimeOffset instant)
    {
        var (low, high) = (0L, Head(link).Seq);
        using var row = link.Use("SELECT at FROM transfer WHERE seq = ?");
        while (low < high)
        {
            var middle = high - ((high - low) / 2);
            row.Bind(1, middle).Step();
            var isLater = row.Number(0) > Microseconds.Of(instant);
            row.Dispose();
            (low, high) = isLater ? (low, middle - 1) : (middle, high);
        }

        return low;
    }

    /// <summary>The entries of an account before a seq, the latest first.</summary>
    public static IReadOnlyList<Transfer> Entries(Link link, AccountId id, long beforeSeq, int limit)
    {
        var entries = new List<Transfer>();
        if (Account(link, id) is not { } account)
            return entries;
        for (var seq = EntryAtOrBefore(link, account, beforeSeq - 1); seq != 0 && entries.Count < limit;)
        {
            var transfer = Transfer(link, seq)!;
            entries.Add(transfer);
            seq = transfer.SideOf(id)!.Value.Previous;
        }

        return entries;
    }

    public static TrialBalance TrialBalance(Link link) => link.AtOneInstant(() =>
    {
        using var row = link.Use("""
            SELECT kind, count(*), CAST(sum(posted) AS BIGINT), CAST(sum(pending_out) AS BIGINT), CAST(sum(pending_in) AS BIGINT)
            FROM account GROUP BY kind
            """);
        var kinds = RowReader.All(row, static row => new LedgerTotals(
            Enum.Parse<AccountKind>(row.Text(0), ignoreCase: true),
            row.Number(1),
            new Balance(new Usd(row.Number(2)), new Usd(row.Number(3)), new Usd(row.Number(4)))));
        var open = link.Number("SELECT count(*) FROM pending WHERE resolved_by IS NULL");
        return new TrialBalance(Head(link), [.. kinds.OrderBy(kind => kind.Kind)], open);
    });

    /// <summary>Goes back from the account's last entry: far where the entry further back is still too late, else to the one before.</summary>
    private static long EntryAtOrBefore(Link link, AccountState account, long seq)
    {
        var entry = account.Trail.Last;
        while (entry > seq)
        {
            var side = Side(link, account.Number, entry);
            entry = side.Jump > seq ? side.Jump : side.Previous;
        }

        return entry;
    }

    private static EntrySide Side(Link link, long account, long seq)
    {
        using var row = link.Use("""
            SELECT debit_posted, debit_pending_out, debit_pending_in, debit_previous, debit_jump FROM transfer WHERE seq = ?1 AND debit = ?2
            UNION ALL
            SELECT credit_posted, credit_pending_out, credit_pending_in, credit_previous, credit_jump FROM transfer WHERE seq = ?1 AND credit = ?2
            """);
        if (!row.Bind(1, seq).Bind(2, account).Step())
        {
            throw new LedgerViolationException(new(
                LedgerInvariant.ProjectionsAreTheFold, $"Transfer {seq} should be an entry of account number {account}.", seq));
        }

        return new EntrySide(new Balance(new Usd(row.Number(0)), new Usd(row.Number(1)), new Usd(row.Number(2))), row.Number(3), row.Number(4));
    }
}
