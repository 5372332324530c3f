using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Coverage;

/// <summary>What a store holds of a node around a span, read at one instant.</summary>
/// <param name="Sessions">The sessions of its agents that reach into the span, or may have been cut off by an outage that does.</param>
/// <param name="Exceptions">What did not hold in them.</param>
/// <param name="Outages">When a log was written by nobody.</param>
/// <param name="CoveredTo">Up to when every log that holds one of the sessions vouches for what it wrote.</param>
public sealed record EvidenceRows(
    IReadOnlyList<SessionRow> Sessions, IReadOnlyList<ExceptionRow> Exceptions, IReadOnlyList<OutageFact> Outages, DateTimeOffset CoveredTo);
