namespace EasyEnclave.Protocol.Rest;

/// <summary>What the checks of this control plane's nodes found.</summary>
/// <param name="Nodes">The node that was asked first; with <c>all=true</c> every other live one behind it.</param>
public sealed record DoctorAnswer(IReadOnlyList<DoctorNode> Nodes);
