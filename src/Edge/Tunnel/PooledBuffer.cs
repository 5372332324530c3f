using System.Buffers;
using EasyEnclave.Edge.Proxy;

namespace EasyEnclave.Edge.Tunnel;

/// <summary>Bytes in a rented array that grows as they are written; disposing gives it back.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private BodyBudget? _budget;
    private long _leased;
    private byte[] _array;

    /// <summary>An empty one.</summary>
    public PooledBuffer()
        : this(ArrayPool<byte>.Shared.Rent(1024))
    {
    }

    private PooledBuffer(byte[] array) => _array = array;

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written.</summary>
    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    /// <summary>Takes from a budget, until this is disposed, what is missing for this many bytes; false when it has none left.</summary>
    public bool TryCover(int bytes, BodyBudget budget)
    {
        long missing = bytes - _leased;
        if (missing > 0 && !budget.TryTake(missing))
        {
            return false;
        }

        _budget = budget;
        _leased = Math.Max(_leased, bytes);
        return true;
    }

    /// <summary>Hands bytes and lease over to a new one; this one is empty then, and need not be disposed of.</summary>
    public PooledBuffer Move()
    {
        PooledBuffer moved = new(_array) { _budget = _budget, _leased = _leased, Length = Length };
        (_array, _budget, _leased, Length) = ([], null, 0, 0);
        return moved;
    }

    /// <inheritdoc />
    public void Advance(int count) => Length += count;

    /// <inheritdoc />
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        int needed = Length + Math.Max(sizeHint, 1);
        if (needed > _array.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _array.Length * 2));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }

        return _array.AsMemory(Length);
    }

    /// <inheritdoc />
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc />
    public void Dispose()
    {
        _budget?.Return(_leased);
        _budget = null;
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
            Length = 0;
        }
    }
}
