using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Edge.Relay;

/// <summary>What goes before the body of a relayed answer.</summary>
/// <param name="Status">The agent's status.</param>
/// <param name="Headers">Its fields, unchecked: whoever tells the client checks them.</param>
internal sealed record RelayAnswerHead(int Status, IReadOnlyList<EnvelopeHeader> Headers);
