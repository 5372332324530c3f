namespace EasyEnclave.Agent.Control;

/// <summary>Why an agent does not take a control plane for one.</summary>
/// <param name="Reason">The reason, in the words that agents' refusals have.</param>
/// <param name="Detail">More, for people; null when the reason says it all.</param>
internal sealed record ControlRefusal(string Reason, string? Detail);
