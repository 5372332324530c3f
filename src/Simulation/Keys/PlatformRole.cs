namespace EasyEnclave.Simulation.Keys;

/// <summary>Who holds a key of the simulated platform, so that a recipe can name its signer.</summary>
public enum PlatformRole
{
    /// <summary>The root authority.</summary>
    Root,

    /// <summary>The authority of multi-package platforms.</summary>
    PlatformCa,

    /// <summary>The authority of single-package platforms.</summary>
    ProcessorCa,

    /// <summary>The certification key under <see cref="PlatformCa"/>.</summary>
    PlatformPck,

    /// <summary>The certification key under <see cref="ProcessorCa"/>.</summary>
    ProcessorPck,

    /// <summary>The signer of TCB info and QE identity.</summary>
    TcbSigning,

    /// <summary>The quoting enclave's attestation key.</summary>
    Attestation,

    /// <summary>Somebody without any part in the platform, for forgeries; its key is never stored.</summary>
    Stranger,
}
