using System.Runtime.CompilerServices;
using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Actors.Proofs;

/// <summary>A network's policy as it is kept beside the verdicts it made.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Document">Its document.</param>
/// <param name="Sha256">The document's SHA-256 in lowercase hex.</param>
internal sealed record PolicyRecord(NetworkPolicy Policy, ReadOnlyMemory<byte> Document, string Sha256)
{
    private static readonly ConditionalWeakTable<NetworkPolicy, PolicyRecord> Known = [];

    /// <summary>The record of a policy, made once for each.</summary>
    public static PolicyRecord Of(NetworkPolicy policy) => Known.GetValue(policy, key => new PolicyRecord(key, key.ToDocument(), key.Sha256));
}
