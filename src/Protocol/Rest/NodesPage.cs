namespace EasyEnclave.Protocol.Rest;

/// <summary>A page of registered nodes.</summary>
public sealed record NodesPage(IReadOnlyList<NodeView> Nodes, string? NextCursor);
