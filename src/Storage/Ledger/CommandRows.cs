using System.Buffers.Binary;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>A command as a row.</summary>
internal static class CommandRows
{
    public const string Insert = "INSERT INTO command(id, principal, request_hash, seq, transfers, at, note, no) VALUES(?, ?, ?, ?, ?, ?, ?, ?)";

    public const string Select = "SELECT id, principal, request_hash, seq, transfers, at, note, no FROM command";

    public static void Write(Statement insert, CommandRow row)
    {
        BindId(insert, 1, row.Id);
        insert.Bind(2, row.Principal)
            .BindBlob(3, row.RequestHash.Span)
            .Bind(4, row.FirstSeq)
            .Bind(5, row.Transfers)
            .Bind(6, Microseconds.Of(row.At));
        if (row.Note is { } note)
            insert.BindBlob(7, note.Span);
        else
            insert.BindNoBlob(7);
        insert.Bind(8, row.Number).Add();
    }

    public static Statement BindId(Statement statement, int index, CommandId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id.Value);
        return statement.BindBlob(index, bytes);
    }

    public static CommandId ReadId(Statement row, int column) => new(BinaryPrimitives.ReadUInt128BigEndian(row.Bytes(column)));

    public static CommandRow Read(Statement row) => new(
        row.Number(7),
        ReadId(row, 0),
        row.Text(1),
        row.Bytes(2).ToArray(),
        row.Number(3),
        (int)row.Number(4),
        row.Instant(5),
        row.IsNull(6) ? (ReadOnlyMemory<byte>?)null : row.Bytes(6).ToArray());
}
