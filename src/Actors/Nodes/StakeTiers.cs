namespace EasyEnclave.Actors.Nodes;

/// <summary>The tiers' names on the wire and in the store, and what each has at stake.</summary>
public static class StakeTiers
{
    private static readonly string[] Names = ["premium", "standard", "economy"];

    /// <summary>The stable name.</summary>
    public static string Text(StakeTier tier) => Names[(int)tier];

    /// <summary>Reads a name; false when it is none.</summary>
    public static bool TryParse(string? text, out StakeTier tier)
    {
        int index = Array.IndexOf(Names, text);
        tier = (StakeTier)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The time whose revenue a downtime slash takes.</summary>
    public static TimeSpan AtStake(StakeTier tier) => tier switch
    {
        StakeTier.Premium => TimeSpan.FromDays(30),
        StakeTier.Standard => TimeSpan.FromDays(1),
        _ => TimeSpan.FromHours(1),
    };
}
