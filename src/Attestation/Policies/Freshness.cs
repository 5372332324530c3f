namespace EasyEnclave.Attestation.Policies;

/// <summary>How a network wants it shown that a quote was made now, for this connection.</summary>
public enum Freshness
{
    /// <summary>The quote binds the challenge's nonce.</summary>
    Nonce,

    /// <summary>The quote is new, and the TLS client certificate carries a second one of the same TD.</summary>
    Channel,
}
