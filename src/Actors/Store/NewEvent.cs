namespace EasyEnclave.Actors.Store;

/// <summary>An event on its way into the store, which adds log and sequence number.</summary>
/// <param name="Entity">Whose it is.</param>
/// <param name="Version">The entity's version after it.</param>
/// <param name="At">When it happened, by the control plane's clock.</param>
/// <param name="Actor">Who caused it: <c>agent</c>, <c>system</c>, or an admin's name.</param>
/// <param name="Body">What happened.</param>
public sealed record NewEvent(EntityName Entity, long Version, DateTimeOffset At, string Actor, DomainEvent Body);
