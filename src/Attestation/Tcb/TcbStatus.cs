namespace EasyEnclave.Attestation.Tcb;

/// <summary>How current a platform's trusted computing base is, in Intel's words, converged over platform, TDX module and QE.</summary>
public enum TcbStatus
{
    /// <summary>Nothing is known to be wrong with it.</summary>
    UpToDate,

    /// <summary>Software in the TD must mitigate something.</summary>
    SWHardeningNeeded,

    /// <summary>The platform's configuration must change.</summary>
    ConfigurationNeeded,

    /// <summary>Both of the above.</summary>
    ConfigurationAndSWHardeningNeeded,

    /// <summary>An update of firmware, module or QE is missing.</summary>
    OutOfDate,

    /// <summary>An update is missing and the configuration must change.</summary>
    OutOfDateConfigurationNeeded,

    /// <summary>The host has the fixed module already; the TD must be started anew.</summary>
    TDRelaunchAdvised,

    /// <summary>As <see cref="TDRelaunchAdvised"/>, and the configuration must change.</summary>
    TDRelaunchAdvisedConfigurationNeeded,

    /// <summary>Below every level Intel lists; never acceptable.</summary>
    TcbNotSupported,

    /// <summary>Withdrawn by Intel; never acceptable.</summary>
    Revoked,
}
