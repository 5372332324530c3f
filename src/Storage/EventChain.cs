using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.Storage;

/// <summary>Links each event of a log to the one before it, so that a changed, lost or added row shows.</summary>
/// <remarks>
/// hash(n) = SHA-256(hash(n - 1) ‖ seq ‖ at ‖ version ‖ body version ‖ log ‖ entity ‖ kind ‖ actor ‖ body): numbers as eight bytes,
/// little-endian; texts as their length in such a number and their UTF-8. Before the first event the hash is 32 zero bytes.
/// </remarks>
internal sealed class EventChain : IDisposable
{
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>What stands before the first event.</summary>
    public static byte[] Start => new byte[SHA256.HashSizeInBytes];

    public byte[] Next(ReadOnlySpan<byte> previous, in ChainedEvent row, ReadOnlySpan<byte> json)
    {
        _length = 0;
        Number(row.Seq);
        Number(row.At);
        Number(row.Version);
        Number(row.BodyVersion);
        Text(row.Log);
        Text(row.Entity);
        Text(row.Kind);
        Text(row.Actor);
        Number(json.Length);

        _sha.AppendData(previous);
        _sha.AppendData(_buffer.AsSpan(0, _length));
        _sha.AppendData(json);
        return _sha.GetHashAndReset();
    }

    public void Dispose() => _sha.Dispose();

    private void Number(long value)
    {
        Reserve(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(long);
    }

    private void Text(string text)
    {
        Number(Encoding.UTF8.GetByteCount(text));
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
    }
}
