namespace EasyEnclave.Actors.Coverage;

/// <summary>How many slots of one kind ended how.</summary>
/// <param name="Pass">Covered throughout.</param>
/// <param name="Miss">With an instant not covered, or with a failure in it.</param>
/// <param name="Gap">With an instant not covered, and all such instants within an outage of ours.</param>
public readonly record struct SlotCounts(int Pass, int Miss, int Gap);
