namespace EasyEnclave.Protocol.Rest;

/// <summary>The answer of <c>GET /v1/attestation</c>: the control plane's own quote. What it binds is in the quote; the rest says where to look.</summary>
public sealed record OwnAttestationAnswer
{
    /// <summary>The caller's nonce.</summary>
    public required string Nonce { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo that this connection's TLS certificate showed, lowercase hex; <c>-</c> where TLS ends elsewhere.</summary>
    public required string TlsSpki { get; init; }

    /// <summary>RFC 7638 thumbprint of the key that signs results now; one of <c>/.well-known/jwks.json</c>.</summary>
    public required string JwksThumbprint { get; init; }

    /// <summary>The quote's report_data, 128 lowercase hex digits.</summary>
    public required string ReportData { get; init; }

    /// <summary>The quote, in base64.</summary>
    public required byte[] Quote { get; init; }

    /// <summary><c>production</c>, or <c>development</c> where a simulated platform made the quote.</summary>
    public required string Mode { get; init; }
}
