namespace EasyEnclave.Attestation.Tcb;

/// <summary>How a TDX module stands in a TEE_TCB_SVN.</summary>
internal static class TdxModule
{
    /// <summary>The major version; 0 for modules from before there were identities.</summary>
    public static int VersionOf(ReadOnlyMemory<byte> teeTcbSvn) => teeTcbSvn.Span[1];

    /// <summary>The minor SVN.</summary>
    public static int SvnOf(ReadOnlyMemory<byte> teeTcbSvn) => teeTcbSvn.Span[0];

    /// <summary>The SVN of the late microcode.</summary>
    public static int MicrocodeOf(ReadOnlyMemory<byte> teeTcbSvn) => teeTcbSvn.Span[2];
}
