using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace EasyEnclave.Simulation.Keys;

/// <summary>A P-256 private key that many threads sign with at once.</summary>
internal sealed class SigningKey
{
    // ECDsa objects are not promised thread-safe: one is rented per running signature, so the pool is as large as the peak of concurrency.
    private readonly ConcurrentBag<ECDsa> _pool = [];
    private readonly ECParameters _parameters;

    private SigningKey(ECDsa key)
    {
        _parameters = key.ExportParameters(includePrivateParameters: true);
        SubjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo();
        Point = [0x04, .. _parameters.Q.X!, .. _parameters.Q.Y!];
        _pool.Add(key);
    }

    /// <summary>The uncompressed point, 65 bytes beginning with 0x04.</summary>
    public byte[] Point { get; }

    /// <summary>DER of the public key with its algorithm.</summary>
    public byte[] SubjectPublicKeyInfo { get; }

    /// <summary>The point without its leading 0x04, x‖y, as quotes carry it.</summary>
    public ReadOnlySpan<byte> RawPoint => Point.AsSpan(1);

    public static SigningKey Random() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static SigningKey FromScalar(byte[] scalar) =>
        new(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar }));

    /// <summary>Reads what <see cref="ToPem"/> wrote.</summary>
    /// <exception cref="CryptographicException">The text is not a P-256 private key.</exception>
    public static SigningKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize != 256) throw new CryptographicException("not a P-256 key");
            return new SigningKey(key);
        }
        catch (ArgumentException e)
        {
            key.Dispose();
            throw new CryptographicException("not one private key in PEM", e);
        }
    }

    public string ToPem()
    {
        var key = Rent();
        var pem = key.ExportPkcs8PrivateKeyPem();
        _pool.Add(key);
        return pem;
    }

    /// <summary>Signs as quotes and JSON documents carry it: r‖s, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var key = Rent();
        var signature = key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        _pool.Add(key);
        return signature;
    }

    /// <summary>Signs as certificates and CRLs carry it: a DER sequence.</summary>
    public byte[] SignDer(ReadOnlySpan<byte> message)
    {
        var key = Rent();
        var signature = key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        _pool.Add(key);
        return signature;
    }

    private ECDsa Rent() => _pool.TryTake(out var key) ? key : ECDsa.Create(_parameters);
}
