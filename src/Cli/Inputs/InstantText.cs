using System.Globalization;
using System.Text.RegularExpressions;

namespace EasyEnclave.Cli.Inputs;

/// <summary>An instant as users write it: Unix seconds, or RFC 3339 with its offset.</summary>
internal static partial class InstantText
{
    private const long LastUnixSecond = 253_402_300_799;

    /// <summary>Reads an instant; false where it is neither form.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            instant = DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, LastUnixSecond));
            return seconds <= LastUnixSecond;
        }

        instant = default;
        return Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant);
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?(?:Z|[+-]\d\d:\d\d)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rfc3339();
}
