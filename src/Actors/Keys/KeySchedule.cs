namespace EasyEnclave.Actors.Keys;

/// <summary>When keys are made, used, shown and forgotten; pure. Rows stand in the order of their use.</summary>
internal static class KeySchedule
{
    /// <summary>How long a key signs.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(30);

    /// <summary>How long before its use a key is published: far longer than anyone keeps the key set.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>The same where its turn was missed, since this process did not run: still longer than the key set may be kept.</summary>
    public static readonly TimeSpan AheadWhenLate = TimeSpan.FromMinutes(10);

    /// <summary>How long a key is published after its last use: no result lives longer (interval and deadline are at most 7 days and 10 minutes).</summary>
    public static readonly TimeSpan Afterlife = TimeSpan.FromDays(8);

    // A clock that is set back a little must not need a key that was cleared.
    private static readonly TimeSpan ClearedAfter = TimeSpan.FromHours(1);

    /// <summary>The place of the key that signs now.</summary>
    public static int Current(IReadOnlyList<KeyRow> rows, DateTimeOffset now)
    {
        int current = 0;
        for (int i = 1; i < rows.Count; i++)
        {
            if (rows[i].UsedFrom <= now || rows[current].Sealed is null)
            {
                current = i;
            }
        }

        return current;
    }

    /// <summary>When a key that has to be made now will be used; null while none has to be.</summary>
    public static DateTimeOffset? NextUse(IReadOnlyList<KeyRow> rows, DateTimeOffset now)
    {
        DateTimeOffset turn = rows[^1].UsedFrom + Period;
        return now < turn - Ahead ? null : turn < now + AheadWhenLate ? now + AheadWhenLate : turn;
    }

    /// <summary>The keys whose signatures may still be alive, the one in use and the next one.</summary>
    public static IReadOnlyList<KeyRow> Published(IReadOnlyList<KeyRow> rows, DateTimeOffset now) =>
        [.. rows.Where((_, i) => i == rows.Count - 1 || now < rows[i + 1].UsedFrom + Afterlife)];

    /// <summary>The rows with every private half cleared that signs no more.</summary>
    public static IReadOnlyList<KeyRow> Cleared(IReadOnlyList<KeyRow> rows, DateTimeOffset now) =>
        [.. rows.Select((row, i) => i < rows.Count - 1 && rows[i + 1].UsedFrom + ClearedAfter <= now ? row with { Sealed = null } : row)];
}
