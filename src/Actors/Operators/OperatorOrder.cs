namespace EasyEnclave.Actors.Operators;

/// <summary>On whose word something is done, and why; both go into the event.</summary>
/// <param name="Actor">The operator's name, from the credential.</param>
/// <param name="Reason">Why, for the record; empty when none was given.</param>
public sealed record OperatorOrder(string Actor, string Reason);
