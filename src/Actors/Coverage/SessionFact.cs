using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Coverage;

/// <summary>A span in which an agent of the node was attested and connected, as a verdict cites it.</summary>
/// <param name="Agent">Whose.</param>
/// <param name="Epoch">Its epoch then.</param>
/// <param name="Log">The log that wrote it.</param>
/// <param name="Incarnation">That log's incarnation.</param>
/// <param name="From">Since when: an attestation was accepted.</param>
/// <param name="To">Until when it is vouched for; cut at the period's end.</param>
/// <param name="AttestedAt">The latest attestation accepted in it.</param>
/// <param name="Ending">Why it ended: the session's cause, or <c>open</c> where nobody wrote an end.</param>
public sealed record SessionFact(
    AgentId Agent, long Epoch, string Log, Guid Incarnation, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AttestedAt, string Ending)
{
    /// <summary>The ending of a session that nobody ended.</summary>
    public const string Open = "open";

    /// <summary>Whether the end was of our own making, should the control plane have been away next.</summary>
    [JsonIgnore]
    public bool EndedByUs => Ending is Open or "drain" or "shutdown";

    /// <summary>Whether the agent was sent away, so that nothing it proved before covers what comes after.</summary>
    [JsonIgnore]
    public bool SentAway => Ending is "refused" or "ban" or "released";
}
