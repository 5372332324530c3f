namespace EasyEnclave.Actors.Settlements;

/// <summary>The names of phases in the store and on the wire; they never change.</summary>
public static class PeriodPhases
{
    private static readonly string[] Names = ["open", "closing", "halted", "settled", "failed"];

    /// <summary>The stable name.</summary>
    public static string Text(PeriodPhase phase) => Names[(int)phase];

    /// <summary>Reads a name; false when it is none.</summary>
    public static bool TryParse(string? text, out PeriodPhase phase)
    {
        int index = Array.IndexOf(Names, text);
        phase = (PeriodPhase)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Whether nothing can change it any more.</summary>
    public static bool IsFinal(this PeriodPhase phase) => phase is PeriodPhase.Settled or PeriodPhase.Failed;
}
