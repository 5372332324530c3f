namespace EasyEnclave.Attestation.RaTls;

/// <summary>Every way in which a TLS certificate fails to carry a quote over its own key; <see cref="RaTlsFailures.Code"/> gives the stable names.</summary>
/// <remarks>Whether the quote itself holds is the next question, and <see cref="QuoteVerifier"/>'s.</remarks>
public enum RaTlsFailure
{
    /// <summary>Nothing failed; only ever seen beside a success.</summary>
    None = 0,

    /// <summary>More bytes than a certificate with two copies of a quote has.</summary>
    TooLarge,

    /// <summary>Not one X.509 v3 certificate in DER, or one with an unknown critical extension.</summary>
    Malformed,

    /// <summary>Signed with another algorithm than ecdsa-with-SHA256.</summary>
    SignatureAlgorithm,

    /// <summary>A key that is no point of P-256 in its uncompressed form.</summary>
    KeyType,

    /// <summary>No extension that holds a quote.</summary>
    QuoteMissing,

    /// <summary>An extension that holds a quote stands twice.</summary>
    QuoteTwice,

    /// <summary>An extension holds more bytes than a quote has.</summary>
    QuoteTooLarge,

    /// <summary>The tagged evidence is not a quote and the hash of this key, in the one form it is written in.</summary>
    EvidenceMalformed,

    /// <summary>The two extensions hold different quotes.</summary>
    QuotesDiffer,

    /// <summary>What the extension holds is no TDX quote.</summary>
    QuoteMalformed,

    /// <summary>The quote's report_data is not the hash of this key and 32 zero bytes.</summary>
    KeyNotBound,

    /// <summary>The certificate's own key did not sign it.</summary>
    SelfSignature,

    /// <summary>Its lifetime ends before it begins, or is longer than any is taken.</summary>
    Lifetime,

    /// <summary>Its lifetime has not begun.</summary>
    NotYetValid,

    /// <summary>Its lifetime is over.</summary>
    Expired,
}
