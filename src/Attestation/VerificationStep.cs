namespace EasyEnclave.Attestation;

/// <summary>The steps of a verification, in the order they are taken; a verdict lists those that passed.</summary>
public enum VerificationStep
{
    /// <summary>Size, framing and header are those of a TDX quote.</summary>
    Framing,

    /// <summary>The PCK chain is well formed, in role, valid now and ends in the pinned root key.</summary>
    PckChain,

    /// <summary>The PCK key signed the QE report, of an enclave that is no debug enclave.</summary>
    QeReport,

    /// <summary>The QE report vouches for the attestation key.</summary>
    QeBinding,

    /// <summary>The attestation key signed header and body: the quote is authentic so far.</summary>
    QuoteSignature,

    /// <summary>TCB info and QE identity are present, signed by Intel and inside their windows.</summary>
    Collateral,

    /// <summary>Both CRLs are present, signed and inside their windows, and withdraw nothing that was used.</summary>
    Revocation,

    /// <summary>The QE report is one of the quoting enclave that Intel describes.</summary>
    QeIdentity,

    /// <summary>The TCB info is this platform's, and the TDX module is one it knows.</summary>
    PlatformIdentity,

    /// <summary>Levels were matched and converged into a status; any status passes this step.</summary>
    TcbAppraisal,
}
