using System.Security.Cryptography;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>Verifies ECDSA signatures over P-256 with SHA-256, and keeps the last keys it used: importing one costs more than a verification.</summary>
/// <remarks>For one thread at a time, since the keys of .NET are.</remarks>
internal sealed class KeyRing
{
    // Root, both CAs, TCB signing, and the PCK and attestation keys of some platforms.
    private const int Capacity = 16;

    private readonly List<(byte[] Point, ECDsa Key)> _lastUsedFirst = new(Capacity);

    /// <summary>True if <paramref name="signature"/> (raw r‖s) over <paramref name="message"/> is of this key (raw x‖y).</summary>
    /// <remarks>Import refuses coordinates that are no point of the curve; verification refuses r and s out of range.</remarks>
    public bool Verify(ReadOnlySpan<byte> point, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (point.Length != P256.PairLength || signature.Length != P256.PairLength)
            return false;
        try
        {
            return Find(point).VerifyData(
                message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private ECDsa Find(ReadOnlySpan<byte> point)
    {
        for (var place = 0; place < _lastUsedFirst.Count; place++)
        {
            var kept = _lastUsedFirst[place];
            if (!point.SequenceEqual(kept.Point))
                continue;
            _lastUsedFirst.RemoveAt(place);
            _lastUsedFirst.Insert(0, kept);
            return kept.Key;
        }

        var key = Import(point);
        if (_lastUsedFirst.Count == Capacity)
        {
            _lastUsedFirst[^1].Key.Dispose();
            _lastUsedFirst.RemoveAt(Capacity - 1);
        }

        _lastUsedFirst.Insert(0, (point.ToArray(), key));
        return key;
    }

    private static ECDsa Import(ReadOnlySpan<byte> point) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[..P256.ScalarLength].ToArray(), Y = point[P256.ScalarLength..].ToArray() },
    });
}
