namespace EasyEnclave.Storage;

/// <summary>Instants as they are stored: whole microseconds since 1970 in UTC.</summary>
internal static class Microseconds
{
    public static long Of(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Instant(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The instant that comes back when this one is stored.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset instant) => Instant(Of(instant));
}
