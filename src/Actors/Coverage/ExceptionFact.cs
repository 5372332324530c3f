using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Coverage;

/// <summary>Something of an agent that should have held and did not, as a verdict cites it.</summary>
/// <param name="Agent">Whose.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; the same as <paramref name="From"/> for what took no time; null where nobody wrote an end.</param>
/// <param name="Kind">What did not hold: <c>health_fail</c>, <c>health_timeout</c>, <c>health_miss</c> or <c>attestation_refused</c>.</param>
/// <param name="Reason">More, for people.</param>
public sealed record ExceptionFact(AgentId Agent, DateTimeOffset From, DateTimeOffset? To, string Kind, string Reason)
{
    /// <summary>Whether it is about attestation, and otherwise about health.</summary>
    [JsonIgnore]
    public bool OfAttestation => Kind.StartsWith("attestation", StringComparison.Ordinal);
}
