using System.Text.Json.Serialization;

namespace EasyEnclave.Actors.Agents;

/// <summary>Where an agent is in its life, as far as it is stored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "phase")]
[JsonDerivedType(typeof(Connected), "connected")]
[JsonDerivedType(typeof(Gone), "gone")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record AgentPhase
{
    private AgentPhase()
    {
    }

    /// <summary>Its tunnel was attested and nothing was written of its end; whether it is open still only its node knows.</summary>
    public sealed record Connected(DateTimeOffset Since) : AgentPhase;

    /// <summary>Its tunnel ended.</summary>
    public sealed record Gone(DateTimeOffset At, string Cause) : AgentPhase;

    /// <summary>Its latest attestation was refused, and its tunnel closed for it.</summary>
    public sealed record Refused(DateTimeOffset At, string Reason) : AgentPhase
    {
        /// <summary>More for people; null when the reason says it all.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Detail { get; init; }
    }
}
