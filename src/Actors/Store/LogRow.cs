namespace EasyEnclave.Actors.Store;

/// <summary>A log as the store keeps it: lease, fence, sequence and coverage in one row.</summary>
/// <param name="Log">Its name.</param>
/// <param name="Incarnation">Who may write it now.</param>
/// <param name="Head">The sequence number of its last event; 0 when it has none.</param>
/// <param name="CoveredTo">Up to when its writer vouches for what it wrote.</param>
public sealed record LogRow(string Log, Guid Incarnation, long Head, DateTimeOffset CoveredTo);
