using System.Globalization;

namespace EasyEnclave.Protocol.Money;

/// <summary>Decimal text with at most six decimals, kept as a whole number of millionths: what money and hours are written in.</summary>
internal static class Millionths
{
    public const long One = 1_000_000;

    private const int Decimals = 6;

    /// <summary>Reads digits, and after a point one to six more; no sign, no exponent, no spaces, no bare point.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, long most, out long value)
    {
        value = 0;
        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<char> rest = point < 0 ? [] : text[(point + 1)..];
        // Longer text would overflow, and leading zeros mean that somebody pads: neither is an amount a person wrote.
        if (whole.Length is 0 or > 12 || rest.Length > Decimals || (point >= 0 && rest.IsEmpty) || (whole.Length > 1 && whole[0] == '0'))
        {
            return false;
        }

        long read = 0;
        foreach (char digit in whole)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            read = (read * 10) + (digit - '0');
        }

        for (int place = 0; place < Decimals; place++)
        {
            char digit = place < rest.Length ? rest[place] : '0';
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            read = checked((read * 10) + (digit - '0'));
        }

        if (read > most)
        {
            return false;
        }

        value = read;
        return true;
    }

    /// <summary>Writes as few decimals as say it exactly, and at least <paramref name="least"/>.</summary>
    public static string Text(long value, int least)
    {
        ulong size = value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;
        string rest = (size % One).ToString("D6", CultureInfo.InvariantCulture);
        int length = Math.Max(rest.TrimEnd('0').Length, least);
        string whole = (value < 0 ? "-" : "") + (size / One).ToString(CultureInfo.InvariantCulture);
        return length == 0 ? whole : $"{whole}.{rest[..length]}";
    }
}
