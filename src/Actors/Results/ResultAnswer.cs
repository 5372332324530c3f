using EasyEnclave.Attestation.Results;

namespace EasyEnclave.Actors.Results;

/// <summary>What becomes of a wish for a result.</summary>
public abstract record ResultAnswer
{
    private ResultAnswer()
    {
    }

    /// <summary>It is signed.</summary>
    /// <param name="Envelope">The result, with evidence where it was asked for.</param>
    public sealed record Issued(ResultEnvelope Envelope) : ResultAnswer;

    /// <summary>Nobody of that name ever attested.</summary>
    public sealed record Unknown : ResultAnswer;

    /// <summary>The agent is banned.</summary>
    public sealed record Banned : ResultAnswer;

    /// <summary>The agent has no attestation that counts now.</summary>
    /// <param name="Code">Why: a stable code.</param>
    /// <param name="Detail">The same for people.</param>
    public sealed record None(string Code, string Detail) : ResultAnswer;
}
