using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>Links each transfer to the one before it, so that a changed, lost or added one shows.</summary>
/// <remarks>
/// hash(n) = SHA-256(hash(n - 1) ‖ seq ‖ id ‖ kind ‖ code ‖ debit ‖ credit ‖ amount ‖ subject ‖ period start ‖ period end ‖ expires at ‖ at ‖
/// actor ‖ memo ‖ reference). Numbers are eight bytes, little-endian; the id is sixteen, big-endian; texts are their length in bytes as such
/// a number and their UTF-8; instants are microseconds since 1970; what is not there is the number -1, for a text as for a number.
/// Balances are not in it: they follow from the rest.
/// </remarks>
public sealed class LedgerChain
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>The hash of a transfer that follows another.</summary>
    /// <param name="previous">The hash before it; 32 zero bytes before the first.</param>
    /// <param name="transfer">The transfer; its own hash is not looked at.</param>
    public byte[] Next(ReadOnlySpan<byte> previous, Transfer transfer)
    {
        previous.CopyTo(_buffer);
        _length = previous.Length;
        Number(transfer.Seq);
        Id(transfer.Id);
        Text(TransferTexts.Text(transfer.Kind));
        Text(TransferTexts.Text(transfer.Code));
        Text(transfer.Debit.Value);
        Text(transfer.Credit.Value);
        Number(transfer.Amount.Micros);
        Number(transfer.Subject ?? -1);
        Instant(transfer.Period?.Start);
        Instant(transfer.Period?.End);
        Instant(transfer.ExpiresAt);
        Instant(transfer.At);
        Text(transfer.Actor);
        Text(transfer.Memo);
        Text(transfer.Reference);

        return SHA256.HashData(_buffer.AsSpan(0, _length));
    }

    private void Id(TransferId id)
    {
        Reserve(16);
        BinaryPrimitives.WriteUInt128BigEndian(_buffer.AsSpan(_length), id.Number);
        _length += 16;
    }

    private void Instant(DateTimeOffset? instant) => Number(instant is { } at ? LedgerTime.Micros(at) : -1);

    private void Number(long value)
    {
        Reserve(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(long);
    }

    private void Text(string? text)
    {
        if (text is null)
        {
            Number(-1);
            return;
        }

        Number(Encoding.UTF8.GetByteCount(text));
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        }
    }
}
