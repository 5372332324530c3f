namespace EasyEnclave.Actors.Store;

/// <summary>The right to write a log, until someone else takes it.</summary>
/// <param name="Log">The log's name, for a node its node name.</param>
/// <param name="Incarnation">Drawn anew at each join; everything owned names it, never the log alone.</param>
public sealed record LogLease(string Log, Guid Incarnation);
