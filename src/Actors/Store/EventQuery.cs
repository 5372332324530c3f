namespace EasyEnclave.Actors.Store;

/// <summary>Which events to read, oldest first.</summary>
/// <param name="Log">The log to read.</param>
/// <param name="AfterSeq">Only those behind this sequence number; 0 reads from the beginning.</param>
/// <param name="Limit">At most this many, 1 to 1,000.</param>
/// <param name="Entity">Only this entity's, or null for all.</param>
public sealed record EventQuery(string Log, long AfterSeq, int Limit, EntityName? Entity);
