namespace EasyEnclave.Actors.Coverage;

/// <summary>A span in which a log of the control plane was written by nobody: an outage of ours.</summary>
/// <param name="Log">Which log.</param>
/// <param name="Incarnation">The incarnation that ended before it.</param>
/// <param name="From">Up to when that one vouches.</param>
/// <param name="To">When the next one took over.</param>
public sealed record OutageFact(string Log, Guid Incarnation, DateTimeOffset From, DateTimeOffset To);
