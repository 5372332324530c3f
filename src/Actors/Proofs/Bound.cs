using EasyEnclave.Actors.Agents;

namespace EasyEnclave.Actors.Proofs;

/// <summary>What shows that a quote was made for this occasion.</summary>
/// <param name="Refusal">The refusal, where nothing does.</param>
/// <param name="Challenge">The challenge it answers; null where it leaves that to the channel.</param>
internal readonly record struct Bound(Proof.Refused? Refusal, ChallengeFacts? Challenge);
