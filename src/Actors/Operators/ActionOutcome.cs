namespace EasyEnclave.Actors.Operators;

/// <summary>The end of an operator's order, with a stable code where it was not done.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="Code">Why not, as a stable code; null when it was done.</param>
public readonly record struct ActionOutcome(ActionVerdict Verdict, string? Code)
{
    /// <summary>It was done.</summary>
    public static ActionOutcome Done { get; } = new(ActionVerdict.Done, null);

    /// <summary>It was so already.</summary>
    public static ActionOutcome Unchanged { get; } = new(ActionVerdict.Unchanged, null);

    /// <summary>The store takes no writes now.</summary>
    public static ActionOutcome Unavailable { get; } = new(ActionVerdict.Unavailable, "store_unavailable");

    /// <summary>True when what was wanted holds now.</summary>
    public bool Holds => Verdict is ActionVerdict.Done or ActionVerdict.Unchanged;

    /// <summary>Nobody has that name.</summary>
    public static ActionOutcome Unknown(string code) => new(ActionVerdict.Unknown, code);

    /// <summary>The present state does not allow it.</summary>
    public static ActionOutcome Conflict(string code) => new(ActionVerdict.Conflict, code);

    /// <summary>A rule forbids it.</summary>
    public static ActionOutcome Refused(string code) => new(ActionVerdict.Refused, code);
}
