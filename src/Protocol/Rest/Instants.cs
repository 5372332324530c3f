using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Instants as the protocol writes them: RFC 3339 in UTC with a <c>Z</c>.</summary>
public static class Instants
{
    /// <summary>The first year that is read.</summary>
    public const int FirstYear = 1970;

    /// <summary>The first year that is no longer read: room is left for what is added to an instant.</summary>
    public const int LastYear = 9000;

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    // A form each for a zone written as Z and as hours and minutes; none without a zone.
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>The text of an instant, with as many digits of the second as it has.</summary>
    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads RFC 3339 with an offset; an instant without one means nothing to everybody, and is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || text.Length < 20 || !HasOffset(text))
        {
            return false;
        }

        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant)
            && instant.Year is >= FirstYear and < LastYear;
    }

    private static bool HasOffset(string text) => text[^1] == 'Z' || (text[^6] is '+' or '-' && text[^3] == ':');
}
