namespace EasyEnclave.Protocol.Rest;

/// <summary>The nodes that make up this control plane; on one node, one.</summary>
/// <param name="Cluster">The store's kind: <c>single</c> on SQLite, <c>postgres</c> for several nodes.</param>
/// <param name="Members">The nodes.</param>
/// <param name="NextCursor">Always null: all nodes fit on a page.</param>
public sealed record ClusterPage(string Cluster, IReadOnlyList<MemberView> Members, string? NextCursor);
