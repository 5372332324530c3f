namespace EasyEnclave.Actors.Cluster;

/// <summary>What a node says of itself when it joins.</summary>
/// <param name="Node">Its name: 1 to 128 of <c>A-Za-z0-9._:-</c>.</param>
/// <param name="Address">Its internal listener, as <c>host:port</c>.</param>
/// <param name="Version">The program's version.</param>
public sealed record NodeCard(string Node, string Address, string Version);
