using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Rest;

/// <summary>How the slots of an agent ended in a period.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="HealthPass">Health slots that passed.</param>
/// <param name="HealthMiss">Health slots that were missed.</param>
/// <param name="HealthGap">Health slots that an outage of the control plane excuses.</param>
/// <param name="AttestPass">Attestation slots that passed.</param>
/// <param name="AttestMiss">Attestation slots that were missed.</param>
/// <param name="AttestGap">Attestation slots that an outage of the control plane excuses.</param>
public sealed record EvidenceView(
    AgentId AgentId, int HealthPass, int HealthMiss, int HealthGap, int AttestPass, int AttestMiss, int AttestGap);
