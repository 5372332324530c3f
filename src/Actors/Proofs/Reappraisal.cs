using EasyEnclave.Actors.Agents;

namespace EasyEnclave.Actors.Proofs;

/// <summary>What kept evidence comes to when it is judged again.</summary>
public abstract record Reappraisal
{
    private Reappraisal(string outcome) => Outcome = outcome;

    /// <summary>The case's name, for counting.</summary>
    public string Outcome { get; }

    /// <summary>The same as before, by the same collateral, rules and allowlist.</summary>
    /// <param name="Facts">The facts as they are.</param>
    public sealed record Stands(AttestationFacts Facts) : Reappraisal("stands");

    /// <summary>It holds, by other collateral, rules or allowlist than before, or with another TCB status.</summary>
    /// <param name="Facts">The facts as they follow now; instant and quote are those of the attestation.</param>
    /// <param name="Kept">Collateral, allowlist and policy by their hashes, to be kept.</param>
    public sealed record Renewed(AttestationFacts Facts, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Kept) : Reappraisal("renewed");

    /// <summary>It does not hold any more.</summary>
    /// <param name="Reason">The wire reason.</param>
    /// <param name="Detail">More for people; null when the reason says it all.</param>
    public sealed record Refused(string Reason, string? Detail) : Reappraisal("refused");

    /// <summary>It could not be judged: a source is down or delivers damaged things, or the evidence is not there.</summary>
    public sealed record Undecided : Reappraisal
    {
        /// <summary>Nothing to be said.</summary>
        public Undecided()
            : base("undecided")
        {
        }
    }
}
