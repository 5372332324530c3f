namespace EasyEnclave.Actors.Coverage;

/// <summary>A slot that did not pass.</summary>
/// <param name="Start">Its first instant.</param>
/// <param name="Reason">The first that holds: what failed in it, <c>health_miss</c> or <c>attest_miss</c> for silence, <c>coordinator_gap</c> for ours.</param>
public readonly record struct SlotFault(DateTimeOffset Start, string Reason);
