namespace EasyEnclave.Actors.Settlements;

/// <summary>How a node did lately: what its trust is made of.</summary>
/// <param name="Settled">Periods that passed.</param>
/// <param name="Failed">Periods that failed.</param>
/// <param name="Abuse">Reports of abuse that were authorized.</param>
public readonly record struct NodeHistory(int Settled, int Failed, int Abuse);
