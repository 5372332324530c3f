namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>How a halt ended: on an admin's word, or by itself.</summary>
/// <param name="Pass">Whether the period passes.</param>
/// <param name="Reason">Why.</param>
/// <param name="Actor">Who said so; <c>system</c> where its time was over.</param>
public sealed record Resolution(bool Pass, string Reason, string Actor)
{
    /// <summary>The end of a halt that nobody decided in time.</summary>
    public static Resolution TimeOver { get; } = new(Pass: false, "nobody decided in time", "system");
}
