using System.Globalization;
using System.Text;

namespace EasyEnclave.Cli.Terminal;

/// <summary>Text from outside as a terminal may show it.</summary>
internal static class PlainText
{
    /// <summary>Replaces whatever could move the cursor, change colours or reorder what is read by its code point.</summary>
    public static string Of(string text)
    {
        if (text.EnumerateRunes().All(IsHarmless))
            return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHarmless(rune))
                plain.Append(rune.ToString());
            else
                plain.Append($"<U+{rune.Value:X4}>");
        }

        return plain.ToString();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
