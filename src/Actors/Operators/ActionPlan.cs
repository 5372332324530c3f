using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Operators;

/// <summary>What an order comes to on the rows of this moment: something to write, or an end without it.</summary>
/// <param name="Entry">What to write; null when nothing is.</param>
/// <param name="Outcome">The end when nothing is written.</param>
internal readonly record struct ActionPlan(WriteEntry? Entry, ActionOutcome Outcome)
{
    /// <summary>Write this.</summary>
    public static ActionPlan Write(WriteEntry entry) => new(entry, default);

    /// <summary>There is nothing to write.</summary>
    public static ActionPlan Ends(ActionOutcome outcome) => new(null, outcome);
}
