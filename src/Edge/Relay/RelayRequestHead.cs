using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Edge.Relay;

/// <summary>What goes before the body of a relayed request.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path and query.</param>
/// <param name="Headers">The fields the agent is sent.</param>
internal sealed record RelayRequestHead(string Id, string Method, string Path, IReadOnlyList<EnvelopeHeader> Headers);
