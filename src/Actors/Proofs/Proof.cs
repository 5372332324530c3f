using EasyEnclave.Actors.Agents;

namespace EasyEnclave.Actors.Proofs;

/// <summary>What became of an agent's answer to a challenge.</summary>
public abstract record Proof
{
    private Proof()
    {
    }

    /// <summary>It holds.</summary>
    /// <param name="Facts">What it proved.</param>
    /// <param name="Quote">The quote in its canonical form, to be kept.</param>
    /// <param name="Allowlist">The allowlist it matched, to be kept.</param>
    public sealed record Accepted(AttestationFacts Facts, ReadOnlyMemory<byte> Quote, ReadOnlyMemory<byte> Allowlist) : Proof;

    /// <summary>It does not.</summary>
    /// <param name="Reason">The wire reason.</param>
    /// <param name="SourceDown">True when only a source could not be reached: it may hold at the next try.</param>
    /// <param name="Detail">More for people, in words of our own; null when the reason says it all.</param>
    public sealed record Refused(string Reason, bool SourceDown = false, string? Detail = null) : Proof;
}
