using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>Checks the whole ledger: the journal by itself, and then everything that is kept beside it against what the journal says.</summary>
internal static class LedgerVerification
{
    private const int Rows = 1000;

    public static LedgerViolation? Run(Link link, CommandLookup commands, CancellationToken cancellationToken) =>
        link.AtOneInstant(() => Check(link, commands, cancellationToken));

    /// <summary>The same within a transaction.</summary>
    public static LedgerViolation? Check(Link link, CommandLookup commands, CancellationToken cancellationToken)
    {
        try
        {
            var fold = new JournalFold(Reversed(link));
            ReadJournal(link, fold, cancellationToken);
            fold.CheckSums();
            return HeadFault(link, fold) ?? AccountsFault(link, fold) ?? PendingFault(link, fold) ?? OthersFault(link, fold) ?? CommandsFault(link, commands, fold.Head.Seq);
        }
        catch (LedgerViolationException found)
        {
            return found.Violation;
        }
        catch (Exception unreadable) when (unreadable is StoreException { Fault: StoreFault.Damaged } or FormatException or OverflowException)
        {
            // A row that says nothing is as wrong as one that says something else; only a file out of reach is for later.
            return new LedgerViolation(LedgerInvariant.ProjectionsAreTheFold, $"A row cannot be read: {unreadable.Message}", null);
        }
    }

    /// <summary>Whether the commands are the journal's, one after the other, and each is found by its id.</summary>
    public static LedgerViolation? CommandsFault(Link link, CommandLookup commands, long transfers)
    {
        var findable = commands.Findable(link);
        var (number, seq, read) = (0L, 0L, Rows);
        while (read == Rows)
        {
            var page = CommandPage(link, number);
            foreach (var command in page)
            {
                number++;
                if (command.Number != number || command.First != seq + 1 || !command.Matches || !findable(command.Id, number))
                    return new(LedgerInvariant.ProjectionsAreTheFold, $"Command {number} is not the one that transfer {seq + 1} was written by.", seq + 1);
                seq += command.Transfers;
            }

            read = page.Count;
        }

        return seq == transfers
            ? null
            : new(LedgerInvariant.ProjectionsAreTheFold, $"The commands make {seq} transfers, and there are {transfers}.", transfers);
    }

    private static List<(long Number, CommandId Id, long First, long Transfers, bool Matches)> CommandPage(Link link, long after)
    {
        using var row = link.Use("""
            SELECT c.no, c.id, c.seq, c.transfers, CASE WHEN c.transfers = 0 OR t.id = c.id THEN 1 ELSE 0 END
            FROM command c LEFT JOIN transfer t ON t.seq = c.seq WHERE c.no > ? ORDER BY c.no LIMIT ?
            """);
        row.Bind(1, after).Bind(2, Rows);
        return RowReader.All(row, static row => (row.Number(0), CommandRows.ReadId(row, 1), row.Number(2), row.Number(3), row.Number(4) == 1));
    }

    private static HashSet<long> Reversed(Link link)
    {
        using var row = link.Use("SELECT subject FROM reversal");
        return [.. RowReader.All(row, static row => row.Number(0))];
    }

    private static void ReadJournal(Link link, JournalFold fold, CancellationToken cancellationToken)
    {
        var read = Rows;
        while (read == Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var transfers = LedgerReader.Transfers(link, fold.Head.Seq, Rows);
            foreach (var transfer in transfers)
            {
                var expected = fold.Add(transfer);
                if (expected.DebitSide != transfer.DebitSide || expected.CreditSide != transfer.CreditSide)
                {
                    throw new LedgerViolationException(new(
                        LedgerInvariant.ProjectionsAreTheFold, $"Transfer {transfer.Seq} has balances that the journal does not lead to.", transfer.Seq));
                }
            }

            read = transfers.Count;
        }
    }

    private static LedgerViolation? HeadFault(Link link, JournalFold fold)
    {
        var head = LedgerReader.Head(link);
        return head with { Commands = fold.Head.Commands } == fold.Head && head.Commands == link.Number("SELECT coalesce(max(no), 0) FROM command")
            ? null
            : new(LedgerInvariant.HashesAreChained, $"The journal should end with transfer {head.Seq}, and ends with {fold.Head.Seq}.", fold.Head.Seq);
    }

    private static LedgerViolation? AccountsFault(Link link, JournalFold fold)
    {
        using var row = link.Use(AccountRow.Select + " ORDER BY no");
        var found = 0;
        while (row.Step())
        {
            var kept = AccountRow.Read(row);
            found++;
            if (!fold.Accounts.TryGetValue(kept.Id, out var expected) || expected != kept)
            {
                return new(
                    LedgerInvariant.ProjectionsAreTheFold,
                    $"Account {kept.Id} is kept with {kept.Balance}, and the journal leads to {expected?.Balance}.",
                    kept.Trail.Last,
                    kept.Id);
            }
        }

        return found == fold.Accounts.Count
            ? null
            : new(LedgerInvariant.ProjectionsAreTheFold, $"The journal has {fold.Accounts.Count} accounts, and {found} are kept.");
    }

    private static LedgerViolation? PendingFault(Link link, JournalFold fold)
    {
        using var row = link.Use("""
            SELECT p.seq, p.expires_at, p.resolved_by, t.subject FROM pending p LEFT JOIN transfer t ON t.seq = p.resolved_by ORDER BY p.seq
            """);
        var found = 0L;
        while (row.Step())
        {
            found++;
            var (seq, isOpen) = (row.Number(0), row.IsNull(2));
            var sound = fold.Open.TryGetValue(seq, out var pending)
                ? isOpen && pending.ExpiresAt == row.InstantOrNull(1)
                : !isOpen && row.NumberOrNull(3) == seq;
            if (!sound)
                return new(LedgerInvariant.ProjectionsAreTheFold, $"The pending transfer {seq} is kept in another state than the journal has it in.", seq);
        }

        return found == fold.Pended
            ? null
            : new(LedgerInvariant.ProjectionsAreTheFold, $"The journal has {fold.Pended} pending transfers, and {found} are kept.");
    }

    /// <summary>Reversals and payments are looked up by rows of their own: as many as the journal has, each naming its transfer.</summary>
    private static LedgerViolation? OthersFault(Link link, JournalFold fold)
    {
        var reversals = link.Number("SELECT count(*) FROM reversal r JOIN transfer t ON t.seq = r.seq AND t.subject = r.subject AND t.kind = 'reverse'");
        if (reversals != fold.Reversals)
            return new(LedgerInvariant.ProjectionsAreTheFold, $"The journal has {fold.Reversals} reversals, and {reversals} are kept.");
        var payments = link.Number("SELECT count(*) FROM payment p JOIN transfer t ON t.seq = p.seq AND t.debit = p.rail AND t.reference = p.reference");
        return payments == fold.Payments
            ? null
            : new(LedgerInvariant.ProjectionsAreTheFold, $"The journal has {fold.Payments} payments with a reference, and {payments} are kept.");
    }
}
