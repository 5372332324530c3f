using System.Numerics;
using System.Security.Cryptography;
using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Attestation.Quotes;

/// <summary>One name for one act of quoting, whatever is done to the quote's bytes afterwards.</summary>
/// <remarks>
/// It is a hash of what the attestation key signed and of its signature with s in the lower half of its range. Neither alone would do:
/// two honest quotes over the same report data sign the same bytes, and of each signature (r, s) there is a second one (r, n − s). The
/// rest of a quote stays out: its PEM text and the QE report's signature can be written in more than one way.
/// </remarks>
public static class QuoteFingerprint
{
    // The order of P-256.
    private static readonly BigInteger Order = new(
        Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"), isUnsigned: true, isBigEndian: true);

    /// <summary>The name of an authentic quote: 64 lowercase hex digits.</summary>
    public static string Of(Quote quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        Span<byte> signature = stackalloc byte[P256.PairLength];
        quote.Signature.QuoteSignature.Span.CopyTo(signature);
        ToLowerHalf(signature[P256.ScalarLength..]);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(quote.Signed.Span);
        hash.AppendData(signature);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void ToLowerHalf(Span<byte> scalar)
    {
        var s = new BigInteger(scalar, isUnsigned: true, isBigEndian: true);
        if (s <= Order >> 1 || s >= Order)
            return;

        Span<byte> lower = stackalloc byte[P256.ScalarLength];
        (Order - s).TryWriteBytes(lower, out var written, isUnsigned: true, isBigEndian: true);
        scalar.Clear();
        lower[..written].CopyTo(scalar[(P256.ScalarLength - written)..]);
    }
}
