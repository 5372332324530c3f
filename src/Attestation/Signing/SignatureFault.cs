namespace EasyEnclave.Attestation.Signing;

/// <summary>Why a signed text is not taken.</summary>
public enum SignatureFault
{
    /// <summary>It is: nothing is wrong.</summary>
    None,

    /// <summary>It is not three parts of canonical base64url, or longer than allowed.</summary>
    Malformed,

    /// <summary>Its header is not exactly <c>alg</c>, <c>kid</c> and <c>typ</c>: keys and certificates in a token are never looked at.</summary>
    HeaderRefused,

    /// <summary>Its algorithm is not ES256.</summary>
    AlgorithmRefused,

    /// <summary>It is a token of another kind.</summary>
    WrongType,

    /// <summary>Its key is none of the issuer's.</summary>
    UnknownKey,

    /// <summary>The signature is not of that key over these bytes.</summary>
    BadSignature,
}
