using System.Buffers;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Edge.Tunnel;

namespace EasyEnclave.Edge.Relay;

/// <summary>A frame that arrives in one piece or several.</summary>
internal sealed class RelayPieces : IDisposable
{
    private readonly PooledBuffer _bytes = new();
    private readonly int _length;

    private RelayPieces(int length) => _length = length;

    /// <summary>Whether all of it is there.</summary>
    public bool IsWhole => _bytes.Length == _length;

    /// <summary>Begins a frame; null where it is large and <paramref name="budget"/> has no room for it.</summary>
    /// <param name="length">Bytes of the whole frame, already bounded.</param>
    /// <param name="budget">What all large frames of this node may take together.</param>
    public static RelayPieces? Begin(int length, BodyBudget budget)
    {
        RelayPieces pieces = new(length);
        if (length <= BodyBudget.SmallBytes || pieces._bytes.TryCover(length, budget))
        {
            return pieces;
        }

        pieces.Dispose();
        return null;
    }

    /// <summary>Adds what comes next.</summary>
    /// <exception cref="InvalidDataException">It is more than the frame has.</exception>
    public void Add(in ReadOnlySequence<byte> piece)
    {
        if (piece.Length > _length - _bytes.Length)
        {
            throw new InvalidDataException("A relayed frame has more bytes than it said.");
        }

        if (_bytes.Length == 0)
        {
            _bytes.GetMemory(_length);
        }

        foreach (ReadOnlyMemory<byte> part in piece)
        {
            part.Span.CopyTo(_bytes.GetSpan(part.Length));
            _bytes.Advance(part.Length);
        }
    }

    /// <summary>Hands the frame over.</summary>
    public PooledBuffer Take() => _bytes.Move();

    /// <inheritdoc />
    public void Dispose() => _bytes.Dispose();
}
