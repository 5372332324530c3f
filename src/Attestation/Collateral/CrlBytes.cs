using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>The DER of a CRL, told by its content: caching services deliver DER, hex text of it, or PEM.</summary>
public static class CrlBytes
{
    private const byte DerSequence = 0x30;
    private const int MaxTextBytes = 2 * RevocationListParser.MaxBytes;
    private const string PemLabel = "X509 CRL";

    /// <summary>Decodes a CRL of any of the three forms; whether it is a CRL is seen when it is verified.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> content, [NotNullWhen(true)] out byte[]? der)
    {
        der = null;
        if (content.IsEmpty || content.Length > MaxTextBytes)
            return false;

        // Hex text of DER begins with the character '3', which is 0x33; PEM begins with '-'.
        der = content[0] == DerSequence ? content.ToArray() : DecodeText(content);
        return der is not null && der.Length is > 0 and <= RevocationListParser.MaxBytes;
    }

    private static byte[]? DecodeText(ReadOnlySpan<byte> content)
    {
        var text = Encoding.ASCII.GetString(content).AsSpan().Trim();
        return text.StartsWith("-----BEGIN", StringComparison.Ordinal) ? DecodePem(text) : DecodeHex(text);
    }

    private static byte[]? DecodePem(ReadOnlySpan<char> text)
    {
        if (!PemEncoding.TryFind(text, out var fields) || !text[fields.Label].SequenceEqual(PemLabel)
            || fields.Location.Start.Value != 0 || fields.Location.End.Value != text.Length)
            return null;
        var der = new byte[fields.DecodedDataLength];
        return Convert.TryFromBase64Chars(text[fields.Base64Data], der, out var written) && written == der.Length ? der : null;
    }

    private static byte[]? DecodeHex(ReadOnlySpan<char> text)
    {
        if (text.Length % 2 != 0)
            return null;
        var der = new byte[text.Length / 2];
        return Convert.FromHexString(text, der, out _, out _) == OperationStatus.Done ? der : null;
    }
}
