using System.Buffers;
using System.Text;

namespace EasyEnclave.Cli.Inputs;

/// <summary>The bytes of a quote, told by its content: people pass quotes on as binary, hex or base64.</summary>
internal static class QuoteText
{
    /// <summary>More than the largest quote as hex with a line break every few characters.</summary>
    public const int MaxFileBytes = 256 * 1024;

    private static readonly SearchValues<byte> TextBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ \t\r\n"u8);

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Decodes a file. What is neither hex nor base64 is a quote as it is, for the verifier to judge.</summary>
    public static byte[] Decode(byte[] file, out QuoteForm form)
    {
        form = QuoteForm.Raw;
        var content = file.AsSpan();
        if (content.StartsWith(Utf8Mark))
            content = content[Utf8Mark.Length..];
        // A quote holds zero bytes, so one that is text from end to end is none as it is.
        if (content.IsEmpty || content.ContainsAnyExcept(TextBytes))
            return file;

        var text = string.Concat(Encoding.ASCII.GetString(content).Where(character => !char.IsWhiteSpace(character)));
        if (TryHex(text, out var bytes))
            form = QuoteForm.Hex;
        else if (TryBase64(text, out bytes))
            form = QuoteForm.Base64;
        return form == QuoteForm.Raw ? file : bytes;
    }

    private static bool TryHex(string text, out byte[] bytes)
    {
        var digits = text.AsSpan();
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        bytes = new byte[digits.Length / 2];
        return digits.Length > 0 && digits.Length % 2 == 0
            && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;
    }

    private static bool TryBase64(string text, out byte[] bytes)
    {
        // The alphabet for URLs and the missing padding that goes with it are common in tokens.
        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        standard = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        bytes = new byte[standard.Length / 4 * 3];
        if (!Convert.TryFromBase64String(standard, bytes, out var length))
            return false;
        bytes = bytes[..length];
        return length > 0;
    }
}
