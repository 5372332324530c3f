using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Coverage;

/// <summary>What the evidence of one agent says.</summary>
/// <param name="Agent">Whose.</param>
/// <param name="Health">Its health slots.</param>
/// <param name="Attestation">Its attestation slots.</param>
/// <param name="Faults">The first slots that did not pass, in order, at most <see cref="FaultsMost"/>; the counts tell of the others.</param>
public sealed record AgentFinding(AgentId Agent, SlotCounts Health, SlotCounts Attestation, IReadOnlyList<SlotFault> Faults)
{
    /// <summary>Faults that are told one by one.</summary>
    public const int FaultsMost = 50;
}
