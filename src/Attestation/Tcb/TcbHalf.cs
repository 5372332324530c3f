namespace EasyEnclave.Attestation.Tcb;

/// <summary>The part of a platform's trusted computing base that an SVN belongs to.</summary>
public enum TcbHalf
{
    /// <summary>An SGX TCB component of the PCK certificate: firmware, microcode, ACMs.</summary>
    SgxComponent,

    /// <summary>The provisioning certification enclave.</summary>
    Pce,

    /// <summary>A TDX TCB component of the TD report: microcode, and the module where it has no identity of its own.</summary>
    TdxComponent,

    /// <summary>The TDX module, by its own identity.</summary>
    TdxModule,

    /// <summary>The TD quoting enclave.</summary>
    QuotingEnclave,
}
