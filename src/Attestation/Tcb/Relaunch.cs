namespace EasyEnclave.Attestation.Tcb;

/// <summary>Whether a TD runs on an old module while its host already has the fixed one, so that a relaunch is all it needs.</summary>
/// <remarks>Only a TD report 1.5 can tell, by TEE_TCB_SVN_2.</remarks>
internal static class Relaunch
{
    /// <summary>The relaunch status that replaces <paramref name="status"/>, or null if it stays.</summary>
    /// <param name="info">The platform's TCB info.</param>
    /// <param name="teeTcbSvn2">The module now loaded; null in a TD report 1.0.</param>
    /// <param name="sgx">The status of the level that the SGX components reach.</param>
    /// <param name="module">The status of the module the TD was started on.</param>
    /// <param name="qe">The status of the quoting enclave.</param>
    /// <param name="status">The status of platform and module converged.</param>
    public static TcbStatus? Advise(
        TcbInfo info, ReadOnlyMemory<byte>? teeTcbSvn2, TcbStatus sgx, TcbStatus? module, TcbStatus qe, TcbStatus status)
    {
        if (teeTcbSvn2 is not { } loaded || qe != TcbStatus.UpToDate || module != TcbStatus.OutOfDate
            || status is not (TcbStatus.OutOfDate or TcbStatus.OutOfDateConfigurationNeeded)
            || sgx is not (TcbStatus.UpToDate or TcbStatus.SWHardeningNeeded
                or TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded)
            || !IsNewest(info, loaded))
            return null;

        var mustConfigure = status == TcbStatus.OutOfDateConfigurationNeeded
            || sgx is TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded;
        return mustConfigure ? TcbStatus.TDRelaunchAdvisedConfigurationNeeded : TcbStatus.TDRelaunchAdvised;
    }

    private static bool IsNewest(TcbInfo info, ReadOnlyMemory<byte> loaded)
    {
        var top = info.Levels[0];
        if (TdxModule.MicrocodeOf(loaded) < top.TdxComponents[2])
            return false;

        var version = TdxModule.VersionOf(loaded);
        var need = version == 0 ? top.TdxComponents[0] : info.ModuleOf(version)?.Levels[0].IsvSvn;
        return TdxModule.SvnOf(loaded) >= need;
    }
}
