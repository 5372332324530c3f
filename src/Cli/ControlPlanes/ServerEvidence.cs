using EasyEnclave.Attestation.Signing;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.ControlPlanes;

/// <summary>What a control plane showed of itself on one connection.</summary>
internal sealed record ServerEvidence
{
    /// <summary>The nonce it was given.</summary>
    public required string Nonce { get; init; }

    /// <summary>Its answer, of which nothing is believed yet.</summary>
    public required OwnAttestationAnswer Answer { get; init; }

    /// <summary>The keys it publishes.</summary>
    public required JsonWebKeySet Keys { get; init; }

    /// <summary>SHA-256 of the key that TLS was spoken with on this very connection; <c>-</c> without TLS.</summary>
    public required string TlsKey { get; init; }

    /// <summary>The certificate that was shown; empty without TLS.</summary>
    public required ReadOnlyMemory<byte> Certificate { get; init; }
}
