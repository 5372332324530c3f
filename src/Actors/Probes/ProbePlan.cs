namespace EasyEnclave.Actors.Probes;

/// <summary>When an agent is probed: once in each health slot, at an instant that nobody can foresee; pure.</summary>
public static class ProbePlan
{
    /// <summary>The slot that holds an instant: its first instant.</summary>
    public static DateTimeOffset SlotOf(DateTimeOffset now, TimeSpan slot) => new(now.UtcTicks - (now.UtcTicks % slot.Ticks), TimeSpan.Zero);

    /// <summary>The instant within a slot.</summary>
    /// <param name="start">The slot's first instant.</param>
    /// <param name="slot">Its length.</param>
    /// <param name="drawn">A number from 0 up to, not including, 2^32, drawn at random.</param>
    public static DateTimeOffset InstantIn(DateTimeOffset start, TimeSpan slot, uint drawn) =>
        start.AddTicks((long)((Int128)slot.Ticks * drawn >> 32));
}
