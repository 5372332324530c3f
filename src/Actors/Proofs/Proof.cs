using EasyEnclave.Actors.Agents;
using EasyEnclave.Attestation.Appraisals;

namespace EasyEnclave.Actors.Proofs;

/// <summary>What became of an agent's answer to a challenge.</summary>
public abstract record Proof
{
    private Proof()
    {
    }

    /// <summary>It holds.</summary>
    /// <param name="Facts">What it proved.</param>
    /// <param name="Evidence">What it was judged from, to be kept.</param>
    /// <param name="Policy">The document of the policy it was judged by, to be kept.</param>
    public sealed record Accepted(AttestationFacts Facts, Evidence Evidence, ReadOnlyMemory<byte> Policy) : Proof
    {
        /// <summary>What must not have been seen before, where the channel was proved and not a challenge; null otherwise.</summary>
        public SeenQuote? Seen { get; init; }
    }

    /// <summary>It does not.</summary>
    /// <param name="Reason">The wire reason.</param>
    /// <param name="SourceDown">True when only a source could not be reached: it may hold at the next try.</param>
    /// <param name="Detail">More for people, in words of our own; null when the reason says it all.</param>
    public sealed record Refused(string Reason, bool SourceDown = false, string? Detail = null) : Proof;
}
