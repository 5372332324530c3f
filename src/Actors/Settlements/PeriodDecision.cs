namespace EasyEnclave.Actors.Settlements;

/// <summary>Which period a reservation or usage belongs to, or why to none.</summary>
/// <param name="State">The period; null when refused.</param>
/// <param name="Opens">Whether it is new.</param>
/// <param name="Refusal">Why not.</param>
public readonly record struct PeriodDecision(PeriodState? State, bool Opens, PeriodRefusal Refusal)
{
    internal static PeriodDecision Refuse(PeriodRefusal refusal) => new(null, false, refusal);
}
