using System.Diagnostics.CodeAnalysis;

namespace EasyEnclave.ContactDiscovery;

/// <summary>An international phone number as ITU-T E.164 writes it: a plus, the country code and the rest, digits alone.</summary>
internal static class PhoneNumber
{
    /// <summary>Characters a number may be written with, separators and all.</summary>
    public const int WrittenLengthMax = 40;

    // E.164 allows 15 digits with the country code; the shortest in use have seven (three of the country, four of the number).
    private const int DigitsMin = 7;
    private const int DigitsMax = 15;

    /// <summary>
    /// Brings a number into its one form: <c>+49 30 1234-567</c> is <c>+49301234567</c>. False for what is none, for a number
    /// without its country code, and for a trunk zero in brackets, which is dialled by some and not by others.
    /// </summary>
    public static bool TryNormalize(string? written, [NotNullWhen(true)] out string? number)
    {
        number = null;
        if (written is null || written.Length > WrittenLengthMax || !written.StartsWith('+') || written.Contains("(0)", StringComparison.Ordinal))
            return false;

        Span<char> form = stackalloc char[DigitsMax + 1];
        form[0] = '+';
        int length = 1;
        foreach (char c in written.AsSpan(1))
        {
            if (c is ' ' or '-' or '.' or '(' or ')' or '/')
                continue;
            if (!char.IsAsciiDigit(c) || length > DigitsMax)
                return false;
            form[length++] = c;
        }

        if (length - 1 < DigitsMin || form[1] == '0')
            return false;
        number = new string(form[..length]);
        return true;
    }
}
