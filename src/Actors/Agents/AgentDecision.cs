namespace EasyEnclave.Actors.Agents;

/// <summary>What a command does to an agent: an event, nothing, or a refusal.</summary>
/// <param name="Event">What happens; null when nothing changes.</param>
/// <param name="Refusal">The stable code; null when it is allowed.</param>
public readonly record struct AgentDecision(AgentEvent? Event, string? Refusal)
{
    /// <summary>Nothing needs to change.</summary>
    public static AgentDecision Nothing => default;

    /// <summary>One thing happens.</summary>
    public static AgentDecision Happens(AgentEvent happened) => new(happened, null);

    /// <summary>It is not allowed.</summary>
    public static AgentDecision Refused(string code) => new(null, code);
}
