namespace EasyEnclave.Edge.Health;

/// <summary>Which node this is, as its health says it.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Node">The node's name.</param>
/// <param name="Cluster">The store's kind: <c>single</c> on SQLite, <c>postgres</c> for several nodes.</param>
/// <param name="Mode"><c>production</c> or <c>development</c>.</param>
public sealed record NodeIdentity(string Version, string Node, string Cluster, string Mode);
