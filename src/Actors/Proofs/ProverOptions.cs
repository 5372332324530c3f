using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Actors.Proofs;

/// <summary>By what agents are judged.</summary>
public sealed record ProverOptions
{
    /// <summary>The networks there are, by name; asked anew each time, since they may change.</summary>
    public required IReadOnlyDictionary<string, NetworkPolicy> Networks { get; init; }

    /// <summary>The roots trusted here, Intel's first.</summary>
    public required IReadOnlyList<TrustAnchor> Anchors { get; init; }

    /// <summary>Development mode: a loopback tunnel without TLS is taken in sealed networks too.</summary>
    public bool Development { get; init; }
}
