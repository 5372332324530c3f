namespace EasyEnclave.Attestation.Tcb;

/// <summary>How the status of a platform level and that of a module or enclave become one.</summary>
internal static class Convergence
{
    /// <summary>The level's status in the light of the other; Revoked outweighs all, then "not supported".</summary>
    public static TcbStatus Converge(TcbStatus level, TcbStatus other)
    {
        if (level == TcbStatus.Revoked || other == TcbStatus.Revoked)
            return TcbStatus.Revoked;
        if (level == TcbStatus.TcbNotSupported || other == TcbStatus.TcbNotSupported)
            return TcbStatus.TcbNotSupported;
        if (other == TcbStatus.UpToDate)
            return level;

        // The other is OutOfDate. What is to be configured stays to be configured.
        return level switch
        {
            TcbStatus.UpToDate or TcbStatus.SWHardeningNeeded => TcbStatus.OutOfDate,
            TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded => TcbStatus.OutOfDateConfigurationNeeded,
            _ => level,
        };
    }
}
