namespace EasyEnclave.Attestation;

/// <summary>Every way in which a quote can fail to be authentic; each says the stage and the side at fault.</summary>
/// <remarks>A bad TCB status is not in here: it is an appraisal of an authentic quote. <see cref="VerificationFailures.Code"/> gives the stable names.</remarks>
public enum VerificationFailure
{
    /// <summary>Nothing failed; only ever seen beside a success.</summary>
    None = 0,

    /// <summary>Framing, quote: more bytes than any TDX quote has.</summary>
    QuoteTooLarge,

    /// <summary>Framing, quote: it ends before a structure or a declared length does.</summary>
    QuoteTruncated,

    /// <summary>Header, quote: a version other than 4 and 5.</summary>
    QuoteVersion,

    /// <summary>Header, quote: an attestation key that is not ECDSA over P-256.</summary>
    AttestationKeyType,

    /// <summary>Header, quote: not a TDX quote.</summary>
    TeeType,

    /// <summary>Header, quote: a quoting enclave that is not Intel's.</summary>
    QeVendor,

    /// <summary>Body descriptor, quote: a body that is not a TD report 1.0 or 1.5 of its exact size.</summary>
    BodyType,

    /// <summary>Framing, quote: an inner length that does not fill its container exactly.</summary>
    Framing,

    /// <summary>Certification data, quote: not a QE report with a PEM chain in it.</summary>
    CertificationType,

    /// <summary>Framing, quote: bytes other than zero behind the signature data, outside of every signature.</summary>
    TrailingBytes,

    /// <summary>PCK chain, quote: not three DER certificates in strict PEM.</summary>
    PckChainMalformed,

    /// <summary>PCK chain, quote: a certificate that may not stand in its place, by name, order, usage or constraint.</summary>
    PckChainRole,

    /// <summary>PCK chain, quote: it ends in another key than the pinned root's.</summary>
    PckChainUntrustedRoot,

    /// <summary>PCK chain, quote: a signature that does not verify.</summary>
    PckChainSignature,

    /// <summary>PCK chain, quote: a certificate that is not valid yet or no longer.</summary>
    PckChainValidity,

    /// <summary>PCK chain, quote: the leaf's SGX extension is malformed or not one of its CA's certificates.</summary>
    SgxExtension,

    /// <summary>QE report, quote: the PCK key did not sign it.</summary>
    QeReportSignature,

    /// <summary>QE report, quote: a quoting enclave that can be debugged, so its keys are no secret.</summary>
    QeReportDebug,

    /// <summary>QE binding, quote: the QE report does not vouch for this attestation key.</summary>
    QeBinding,

    /// <summary>Quote signature, quote: the attestation key did not sign header and body.</summary>
    QuoteSignature,

    /// <summary>Collateral, source: a part could not be had.</summary>
    CollateralMissing,

    /// <summary>TCB info chain, collateral: not two DER certificates in strict PEM.</summary>
    TcbInfoChainMalformed,

    /// <summary>TCB info chain, collateral: a certificate that may not stand in its place.</summary>
    TcbInfoChainRole,

    /// <summary>TCB info chain, collateral: it ends in another key than the pinned root's.</summary>
    TcbInfoChainUntrustedRoot,

    /// <summary>TCB info chain, collateral: a signature that does not verify.</summary>
    TcbInfoChainSignature,

    /// <summary>TCB info chain, collateral: a certificate that is not valid yet or no longer.</summary>
    TcbInfoChainValidity,

    /// <summary>TCB info, collateral: the TCB signing key did not sign these bytes.</summary>
    TcbInfoSignature,

    /// <summary>TCB info, collateral: signed, but not of the form that version 3 prescribes.</summary>
    TcbInfoFormat,

    /// <summary>TCB info, collateral: signed, but of another kind than TDX, version 3, type 0.</summary>
    TcbInfoKind,

    /// <summary>TCB info, collateral: before its issue date or after its next update.</summary>
    TcbInfoWindow,

    /// <summary>QE identity chain, collateral: not two DER certificates in strict PEM.</summary>
    QeIdentityChainMalformed,

    /// <summary>QE identity chain, collateral: a certificate that may not stand in its place.</summary>
    QeIdentityChainRole,

    /// <summary>QE identity chain, collateral: it ends in another key than the pinned root's.</summary>
    QeIdentityChainUntrustedRoot,

    /// <summary>QE identity chain, collateral: a signature that does not verify.</summary>
    QeIdentityChainSignature,

    /// <summary>QE identity chain, collateral: a certificate that is not valid yet or no longer.</summary>
    QeIdentityChainValidity,

    /// <summary>QE identity, collateral: the TCB signing key did not sign these bytes.</summary>
    QeIdentitySignature,

    /// <summary>QE identity, collateral: signed, but not of the form that version 2 prescribes.</summary>
    QeIdentityFormat,

    /// <summary>QE identity, collateral: signed, but of another enclave than TD_QE, version 2.</summary>
    QeIdentityKind,

    /// <summary>QE identity, collateral: before its issue date or after its next update.</summary>
    QeIdentityWindow,

    /// <summary>Root CA CRL, collateral: not a DER CRL of the prescribed form.</summary>
    RootCrlMalformed,

    /// <summary>Root CA CRL, collateral: not issued by the root.</summary>
    RootCrlIssuer,

    /// <summary>Root CA CRL, collateral: the root did not sign it.</summary>
    RootCrlSignature,

    /// <summary>Root CA CRL, collateral: before its this-update or after its next-update.</summary>
    RootCrlWindow,

    /// <summary>PCK CRL chain, collateral: not two DER certificates in strict PEM.</summary>
    PckCrlChainMalformed,

    /// <summary>PCK CRL chain, collateral: a certificate that may not stand in its place.</summary>
    PckCrlChainRole,

    /// <summary>PCK CRL chain, collateral: it ends in another key than the pinned root's.</summary>
    PckCrlChainUntrustedRoot,

    /// <summary>PCK CRL chain, collateral: a signature that does not verify.</summary>
    PckCrlChainSignature,

    /// <summary>PCK CRL chain, collateral: a certificate that is not valid yet or no longer.</summary>
    PckCrlChainValidity,

    /// <summary>PCK CRL, collateral: not a DER CRL of the prescribed form.</summary>
    PckCrlMalformed,

    /// <summary>PCK CRL, collateral: not issued by the CA that issued the PCK certificate.</summary>
    PckCrlIssuer,

    /// <summary>PCK CRL, collateral: its CA did not sign it.</summary>
    PckCrlSignature,

    /// <summary>PCK CRL, collateral: before its this-update or after its next-update.</summary>
    PckCrlWindow,

    /// <summary>Revocation, root CA CRL: the Platform or Processor CA, or the root, is withdrawn.</summary>
    CaRevoked,

    /// <summary>Revocation, root CA CRL: a TCB signing certificate is withdrawn.</summary>
    TcbSigningRevoked,

    /// <summary>Revocation, PCK CRL: the platform's PCK certificate is withdrawn.</summary>
    PckRevoked,

    /// <summary>QE identity, QE report: another MISCSELECT under the mask.</summary>
    QeMiscSelectMismatch,

    /// <summary>QE identity, QE report: other attributes under the mask.</summary>
    QeAttributesMismatch,

    /// <summary>QE identity, QE report: another signer.</summary>
    QeMrSignerMismatch,

    /// <summary>QE identity, QE report: another product of the signer.</summary>
    QeIsvProdIdMismatch,

    /// <summary>TCB info, PCK certificate: it speaks of another kind of platform.</summary>
    FmspcMismatch,

    /// <summary>TCB info, PCK certificate: it speaks of another provisioning certification enclave.</summary>
    PceIdMismatch,

    /// <summary>TDX module, quote: no such module is known, or its signer or attributes are not Intel's.</summary>
    TdxModuleMismatch,
}
