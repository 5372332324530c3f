using EasyEnclave.Attestation.Binding;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>The keys of the two certificates on one connection, which every quote over it binds.</summary>
/// <param name="Server">Lowercase hex SHA-256 of the SubjectPublicKeyInfo that the control plane showed; <c>-</c> without TLS.</param>
/// <param name="Client">The same of the certificate this agent showed; <c>-</c> without one.</param>
internal sealed record ChannelKeys(string Server, string Client)
{
    /// <summary>A connection without TLS.</summary>
    public static ChannelKeys None { get; } = new(ChallengeBinding.NoKey, ChallengeBinding.NoKey);
}
