using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Proofs;

/// <summary>An agent's answer and everything it must fit.</summary>
/// <param name="Who">Who it says it is.</param>
/// <param name="Challenge">What it was asked.</param>
/// <param name="Response">What it answered.</param>
/// <param name="Tunnel">The connection both came over.</param>
/// <param name="Known">Whether it is an agent that attested from there before.</param>
public sealed record ProofRequest(
    AgentFrame.Register Who, Challenge Challenge, AgentFrame.AttestResponse Response, ITunnel Tunnel, bool Known);
