namespace EasyEnclave.Attestation.Certificates;

/// <summary>The object identifiers that certificates and CRLs here may hold.</summary>
internal static class Oids
{
    public const string EcPublicKey = "1.2.840.10045.2.1";
    public const string Prime256v1 = "1.2.840.10045.3.1.7";
    public const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    public const string CommonName = "2.5.4.3";

    public const string SubjectKeyIdentifier = "2.5.29.14";
    public const string KeyUsage = "2.5.29.15";
    public const string BasicConstraints = "2.5.29.19";
    public const string CrlNumber = "2.5.29.20";
    public const string CrlReason = "2.5.29.21";
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string ExtendedKeyUsage = "2.5.29.37";
    public const string CrlDistributionPoints = "2.5.29.31";
    public const string AuthorityKeyIdentifier = "2.5.29.35";

    public const string Sgx = "1.2.840.113741.1.13.1";

    /// <summary>A raw quote in a TLS certificate, as agents have always carried it.</summary>
    public const string TlsQuote = "1.3.6.1.4.1.57264.1.1";

    /// <summary>Tagged evidence (TCG DICE Attestation Architecture): a quote in CBOR.</summary>
    public const string DiceEvidence = "2.23.133.5.4.9";
}
