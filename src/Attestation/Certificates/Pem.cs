using System.Buffers;
using System.Buffers.Text;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>Strict PEM (RFC 7468): certificates one behind the other, 64 characters a line, nothing before, between or behind.</summary>
/// <remarks>
/// PEM in a quote is outside of every signature, so two texts of one certificate would make two quotes of one. Lines end in LF;
/// only the last LF may be missing, and the NUL may follow that quote providers put there.
/// </remarks>
internal static class Pem
{
    private const int MaxLength = 32 * 1024;
    private const int LineLength = 64;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN CERTIFICATE-----"u8;

    private static ReadOnlySpan<byte> End => "-----END CERTIFICATE-----"u8;

    /// <summary>Decodes exactly <paramref name="count"/> certificates.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> pem, int count, out byte[][] certificates)
    {
        certificates = new byte[count][];
        if (pem.Length > MaxLength)
            return false;

        for (var index = 0; index < count; index++)
        {
            if (!TryReadOne(ref pem, out certificates[index]))
                return false;
        }

        return IsEnd(pem);
    }

    private static bool TryReadOne(ref ReadOnlySpan<byte> pem, out byte[] certificate)
    {
        certificate = [];
        if (!TryReadLine(ref pem, out var line) || !line.SequenceEqual(Begin))
            return false;

        var text = ArrayPool<byte>.Shared.Rent(pem.Length);
        try
        {
            var length = 0;
            var last = false;
            while (TryReadLine(ref pem, out line))
            {
                if (line.SequenceEqual(End))
                    return TryDecodeBase64(text.AsSpan(0, length), out certificate);

                // Only the last line may be shorter than the others.
                if (last || line.Length is 0 or > LineLength)
                    return false;
                last = line.Length < LineLength;
                line.CopyTo(text.AsSpan(length));
                length += line.Length;
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    /// <summary>Takes a line and its ending; the very last line may have none.</summary>
    private static bool TryReadLine(ref ReadOnlySpan<byte> pem, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (pem.IsEmpty)
            return false;

        var end = pem.IndexOf((byte)'\n');
        if (end < 0)
        {
            var nul = pem.IndexOf((byte)0);
            line = nul < 0 ? pem : pem[..nul];
            pem = pem[line.Length..];
            return true;
        }

        line = pem[..end];
        pem = pem[(end + 1)..];
        return true;
    }

    private static bool IsEnd(ReadOnlySpan<byte> rest) =>
        rest.IsEmpty || rest.SequenceEqual("\0"u8);

    private static bool TryDecodeBase64(ReadOnlySpan<byte> text, out byte[] decoded)
    {
        decoded = [];
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, buffer, out var consumed, out var written) != OperationStatus.Done || consumed != text.Length)
            return false;

        // The decoder ignores the unused bits of the last character and any white space; encoding again shows both.
        var again = new byte[Base64.GetMaxEncodedToUtf8Length(written)];
        if (Base64.EncodeToUtf8(buffer.AsSpan(0, written), again, out _, out var length) != OperationStatus.Done
            || !text.SequenceEqual(again.AsSpan(0, length)))
            return false;

        decoded = buffer[..written];
        return true;
    }
}
