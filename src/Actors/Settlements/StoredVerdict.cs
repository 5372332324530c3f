namespace EasyEnclave.Actors.Settlements;

/// <summary>A verdict as the store keeps it.</summary>
/// <param name="Final">Whether it is the last one, and not a halt.</param>
/// <param name="Document">The signed document.</param>
public sealed record StoredVerdict(bool Final, string Document);
