namespace EasyEnclave.Attestation.Collateral;

/// <summary>The parts of collateral that lie in a directory, one file each.</summary>
public enum CollateralPart
{
    /// <summary><c>tcb_info.json</c>: the service's answer with body and signature.</summary>
    TcbInfo,

    /// <summary><c>qe_identity.json</c>: the service's answer with body and signature.</summary>
    QeIdentity,

    /// <summary><c>root_ca_crl.der</c>.</summary>
    RootCaCrl,

    /// <summary><c>pck_crl.der</c>.</summary>
    PckCrl,

    /// <summary><c>tcb_signing_chain.pem</c>: the chain of both JSON documents.</summary>
    TcbSigningChain,

    /// <summary><c>pck_crl_issuer_chain.pem</c>.</summary>
    PckCrlIssuerChain,
}
