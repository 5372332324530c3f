namespace EasyEnclave.Actors.Ledger;

/// <summary>Instants as the ledger keeps them: whole microseconds since 1970 in UTC.</summary>
internal static class LedgerTime
{
    public static long Micros(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant that comes back when this one is stored.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset instant) =>
        DateTimeOffset.UnixEpoch.AddTicks(Micros(instant) * TimeSpan.TicksPerMicrosecond);
}
