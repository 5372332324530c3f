namespace EasyEnclave.Actors.Apps;

/// <summary>What a command does to an app: events, possibly none, or a refusal.</summary>
/// <param name="Event">What happens; null when nothing changes.</param>
/// <param name="Refusal">The stable code; null when it is allowed.</param>
public readonly record struct AppDecision(AppEvent? Event, string? Refusal)
{
    /// <summary>Nothing needs to change.</summary>
    public static AppDecision Nothing => default;

    /// <summary>One thing happens.</summary>
    public static AppDecision Happens(AppEvent happened) => new(happened, null);

    /// <summary>It is not allowed.</summary>
    public static AppDecision Refused(string code) => new(null, code);
}
