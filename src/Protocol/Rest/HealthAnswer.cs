namespace EasyEnclave.Protocol.Rest;

/// <summary>The answer of <c>GET /health</c>.</summary>
/// <param name="Status"><c>ok</c>, or what keeps this node from serving.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Node">This node's name.</param>
/// <param name="Cluster">The store's kind: <c>single</c> on SQLite.</param>
/// <param name="Mode"><c>production</c> or <c>development</c>.</param>
public sealed record HealthAnswer(string Status, string Version, string Node, string Cluster, string Mode);
