namespace EasyEnclave.Actors.Nodes;

/// <summary>A registered node in memory.</summary>
/// <param name="State">Its row.</param>
/// <param name="TokenHash">SHA-256 of its token; empty where the key file does not open it, and then no token is taken.</param>
public sealed record NodeEntry(NodeState State, ReadOnlyMemory<byte> TokenHash);
