using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>The platform levels that a platform reaches.</summary>
/// <param name="Sgx">The first level, highest first, that its SGX components and PCESVN reach; null if none.</param>
/// <param name="Tdx">The first level that its TDX components reach as well; null if none.</param>
internal sealed record PlatformMatch(TcbLevel? Sgx, TcbLevel? Tdx)
{
    public static PlatformMatch Find(TcbInfo info, PckPlatform platform, TdReport report)
    {
        TcbLevel? sgx = null;
        var first = FirstTdxComponent(report);
        foreach (var level in info.Levels)
        {
            if (platform.PceSvn < level.PceSvn || !Reaches(platform.Components.Span, level.SgxComponents, 0))
                continue;
            sgx ??= level;
            if (Reaches(report.TeeTcbSvn.Span, level.TdxComponents, first))
                return new PlatformMatch(sgx, level);
        }

        return new PlatformMatch(sgx, null);
    }

    /// <summary>Components 0 and 1 are the module's own SVNs, which its identity judges once it has one.</summary>
    public static int FirstTdxComponent(TdReport report) => TdxModule.VersionOf(report.TeeTcbSvn) == 0 ? 0 : 2;

    private static bool Reaches(ReadOnlySpan<byte> have, IReadOnlyList<int> need, int from)
    {
        for (var index = from; index < TcbLevel.ComponentCount; index++)
        {
            if (have[index] < need[index])
                return false;
        }

        return true;
    }
}
