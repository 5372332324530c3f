using System.Buffers.Binary;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>A transfer as a row: its columns, in one order for writing and reading.</summary>
internal static class TransferRow
{
    public const string Insert = """
        INSERT INTO transfer(seq, id, kind, code, amount, subject, period_start, period_end, expires_at, at, actor, memo, reference, hash,
            debit_posted, debit_pending_out, debit_pending_in, debit_previous, debit_jump,
            credit_posted, credit_pending_out, credit_pending_in, credit_previous, credit_jump, debit, credit)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <summary>Selects what <see cref="Read"/> reads; a WHERE and an order may follow.</summary>
    public const string Select = """
        SELECT t.seq, t.id, t.kind, t.code, t.amount, t.subject, t.period_start, t.period_end, t.expires_at, t.at, t.actor, t.memo, t.reference, t.hash,
            t.debit_posted, t.debit_pending_out, t.debit_pending_in, t.debit_previous, t.debit_jump,
            t.credit_posted, t.credit_pending_out, t.credit_pending_in, t.credit_previous, t.credit_jump,
            (SELECT d.name FROM account d WHERE d.no = t.debit), (SELECT c.name FROM account c WHERE c.no = t.credit)
        FROM transfer t
        """;

    private const int DebitSide = 14;
    private const int CreditSide = 19;

    public static void Write(Statement insert, Transfer transfer, long debit, long credit)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, transfer.Id.Number);
        insert.Bind(1, transfer.Seq)
            .BindBlob(2, id)
            .BindText(3, LedgerTexts.Utf8(transfer.Kind))
            .BindText(4, LedgerTexts.Utf8(transfer.Code))
            .Bind(5, transfer.Amount.Micros)
            .Bind(6, transfer.Subject)
            .Bind(7, MicrosOf(transfer.Period?.Start))
            .Bind(8, MicrosOf(transfer.Period?.End))
            .Bind(9, MicrosOf(transfer.ExpiresAt))
            .Bind(10, Microseconds.Of(transfer.At))
            .Bind(11, transfer.Actor)
            .Bind(12, transfer.Memo)
            .Bind(13, transfer.Reference)
            .BindBlob(14, transfer.Hash.Span);
        Write(insert, DebitSide + 1, transfer.DebitSide);
        Write(insert, CreditSide + 1, transfer.CreditSide);
        insert.Bind(25, debit).Bind(26, credit).Add();
    }

    public static Transfer Read(Statement row)
    {
        if (!TransferTexts.TryParse(row.Text(2), out TransferKind kind) || !TransferTexts.TryParse(row.Text(3), out TransferCode code))
            throw new StoreException(StoreFault.Damaged, $"Transfer {row.Number(0)} is of a kind or code that this program does not know.");
        return new Transfer
        {
            Seq = row.Number(0),
            Id = new TransferId(BinaryPrimitives.ReadUInt128BigEndian(row.Bytes(1))),
            Kind = kind,
            Code = code,
            Amount = new Usd(row.Number(4)),
            Subject = row.NumberOrNull(5),
            Period = row.IsNull(6) ? null : PeriodOf(row),
            ExpiresAt = row.InstantOrNull(8),
            At = row.Instant(9),
            Actor = row.Text(10),
            Memo = row.Text(11),
            Reference = row.TextOrNull(12),
            Hash = row.Bytes(13).ToArray(),
            DebitSide = ReadSide(row, DebitSide),
            CreditSide = ReadSide(row, CreditSide),
            Debit = AccountId.Parse(row.Text(24)),
            Credit = AccountId.Parse(row.Text(25)),
        };
    }

    private static Period PeriodOf(Statement row) =>
        Period.TryCreate(row.Instant(6), row.Instant(7), out Period period)
            ? period
            : throw new StoreException(StoreFault.Damaged, $"Transfer {row.Number(0)} has a period that is none.");

    private static void Write(Statement insert, int first, EntrySide side) =>
        insert.Bind(first, side.After.Posted.Micros)
            .Bind(first + 1, side.After.PendingOut.Micros)
            .Bind(first + 2, side.After.PendingIn.Micros)
            .Bind(first + 3, side.Previous)
            .Bind(first + 4, side.Jump);

    private static EntrySide ReadSide(Statement row, int first) => new(
        new Balance(new Usd(row.Number(first)), new Usd(row.Number(first + 1)), new Usd(row.Number(first + 2))),
        row.Number(first + 3),
        row.Number(first + 4));

    private static long? MicrosOf(DateTimeOffset? instant) => instant is { } at ? Microseconds.Of(at) : null;
}
