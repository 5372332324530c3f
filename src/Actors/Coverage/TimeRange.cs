namespace EasyEnclave.Actors.Coverage;

/// <summary>A span of time: its first instant belongs to it, its end does not.</summary>
/// <param name="From">Its first instant.</param>
/// <param name="To">The first instant after it; not after <paramref name="From"/> where it is empty.</param>
public readonly record struct TimeRange(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The shortest span there is: instants are kept in whole microseconds.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromMicroseconds(1);

    /// <summary>True when no instant belongs to it.</summary>
    public bool IsEmpty => To <= From;

    /// <summary>How long it is; zero when empty.</summary>
    public TimeSpan Length => IsEmpty ? TimeSpan.Zero : To - From;

    /// <summary>A span that holds one instant and no other.</summary>
    public static TimeRange At(DateTimeOffset instant) => new(instant, instant + Shortest);

    /// <summary>A span that holds at least its first instant.</summary>
    public static TimeRange Since(DateTimeOffset from, DateTimeOffset to) => to > from ? new TimeRange(from, to) : At(from);

    /// <summary>Whether the two have an instant in common.</summary>
    public bool Overlaps(TimeRange other) => !IsEmpty && !other.IsEmpty && From < other.To && other.From < To;

    /// <summary>What the two have in common; empty where nothing.</summary>
    public TimeRange And(TimeRange other) => new(From > other.From ? From : other.From, To < other.To ? To : other.To);
}
