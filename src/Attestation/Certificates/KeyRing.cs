using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>Verifies ECDSA signatures over P-256 with SHA-256, and keeps the keys it used last: importing one costs more than a verification.</summary>
/// <remarks>
/// Bounded, and safe for many threads although keys of .NET are for one at a time: a key is out of the ring while it is in use.
/// Only keys that something proven vouches for are ever asked for, so strangers cannot push others out.
/// </remarks>
internal sealed class KeyRing(int capacity = KeyRing.Authorities)
{
    /// <summary>Room for what every platform needs: the root, both CAs, TCB signing, renewals of each, and a platform's own two.</summary>
    public const int Authorities = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<P256Point, LinkedListNode<(P256Point Point, ECDsa Key)>> _byPoint = [];
    private readonly LinkedList<(P256Point Point, ECDsa Key)> _lastUsedFirst = new();

    /// <summary>The keys at rest in it.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byPoint.Count;
        }
    }

    /// <summary>True if <paramref name="signature"/> (raw r‖s) over <paramref name="message"/> is of this key (raw x‖y).</summary>
    /// <remarks>Import refuses coordinates that are no point of the curve; verification refuses r and s out of range.</remarks>
    public bool Verify(ReadOnlySpan<byte> point, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (point.Length != P256.PairLength || signature.Length != P256.PairLength)
            return false;
        try
        {
            var key = TakeOut(P256Point.Of(point)) ?? Import(point);
            var holds = key.Value.Key.VerifyData(
                message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            PutBack(key);
            return holds;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private LinkedListNode<(P256Point Point, ECDsa Key)>? TakeOut(P256Point point)
    {
        lock (_gate)
        {
            if (!_byPoint.Remove(point, out var key))
                return null;
            _lastUsedFirst.Remove(key);
            return key;
        }
    }

    private void PutBack(LinkedListNode<(P256Point Point, ECDsa Key)> key)
    {
        ECDsa? surplus = null;
        lock (_gate)
        {
            if (!_byPoint.TryAdd(key.Value.Point, key))
            {
                // Two threads wanted it at once, and this one imported it a second time.
                surplus = key.Value.Key;
            }
            else
            {
                _lastUsedFirst.AddFirst(key);
                if (_byPoint.Count > capacity)
                    surplus = DropLast();
            }
        }

        surplus?.Dispose();
    }

    private ECDsa DropLast()
    {
        var (point, key) = _lastUsedFirst.Last!.Value;
        _lastUsedFirst.RemoveLast();
        _byPoint.Remove(point);
        return key;
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The ring disposes of the key when it drops it.")]
    private static LinkedListNode<(P256Point Point, ECDsa Key)> Import(ReadOnlySpan<byte> point) => new((P256Point.Of(point), ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[..P256.ScalarLength].ToArray(), Y = point[P256.ScalarLength..].ToArray() },
    })));
}
