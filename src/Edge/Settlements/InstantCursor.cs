using System.Globalization;

namespace EasyEnclave.Edge.Settlements;

/// <summary>The place in a list that is ordered by instant, and by an id among equals, as the cursor's text.</summary>
internal static class InstantCursor
{
    public static string Write(DateTimeOffset at, string id) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks}/{id}");

    /// <summary>Reads what <see cref="Write"/> wrote; false for anything else, since a cursor comes back from outside.</summary>
    public static bool TryRead(string cursor, out (DateTimeOffset At, string Id) place)
    {
        place = default;
        string[] parts = cursor.Split('/', 2);
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        place = (new DateTimeOffset(ticks, TimeSpan.Zero), parts[1]);
        return true;
    }
}
