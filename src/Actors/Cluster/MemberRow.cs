namespace EasyEnclave.Actors.Cluster;

/// <summary>A node of the cluster as the store keeps it: the row of its log.</summary>
/// <param name="Node">Its name, which is its log's.</param>
/// <param name="Incarnation">Drawn anew each time it joins.</param>
/// <param name="State">Whether it may write.</param>
/// <param name="Address">Its internal listener, as <c>host:port</c>.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Beat">Grows by one each second while it lives; compared with itself only, never with a clock.</param>
/// <param name="Reaches">How many of the other live nodes it reached when it beat last.</param>
/// <param name="Head">The sequence number of its log's last event.</param>
/// <param name="CoveredTo">Up to when it vouches for what it wrote.</param>
public sealed record MemberRow(
    string Node,
    Guid Incarnation,
    MemberState State,
    string Address,
    string Version,
    long Beat,
    int Reaches,
    long Head,
    DateTimeOffset CoveredTo)
{
    /// <summary>Whether an operator drained it: it takes no work, as this incarnation or a later one, until it is resumed or leaves in order.</summary>
    public bool Drained { get; init; }

    /// <summary>Whether it may write.</summary>
    public bool Live => State is not MemberState.Dead;
}
