namespace EasyEnclave.Actors.Store;

/// <summary>An event as the store keeps it.</summary>
/// <param name="Log">The log that wrote it.</param>
/// <param name="Seq">Its place in that log: dense, from 1.</param>
/// <param name="At">When it happened.</param>
/// <param name="Entity">Whose it is.</param>
/// <param name="Version">The entity's version after it.</param>
/// <param name="Kind">The stable name of what happened, for example <c>agent.attested</c>.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="Json">Its facts as the UTF-8 JSON that is stored.</param>
/// <param name="Body">The same as a record, older versions brought up to date.</param>
public sealed record StoredEvent(
    string Log, long Seq, DateTimeOffset At, EntityName Entity, long Version, string Kind, string Actor, ReadOnlyMemory<byte> Json, DomainEvent Body);
