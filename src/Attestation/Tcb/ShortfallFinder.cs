using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Compares every SVN with the newest level there is.</summary>
internal static class ShortfallFinder
{
    public static IEnumerable<SvnShortfall> Find(
        TcbInfo info, QeIdentity qeIdentity, TdxModuleIdentity module, PckPlatform platform, Quote quote)
    {
        var newest = info.Levels[0];
        var first = PlatformMatch.FirstTdxComponent(quote.Body);
        return Components(TcbHalf.SgxComponent, info.Names.Sgx, platform.Components, newest.SgxComponents, 0)
            .Concat(One(TcbHalf.Pce, "pcesvn", platform.PceSvn, newest.PceSvn))
            .Concat(Components(TcbHalf.TdxComponent, info.Names.Tdx, quote.Body.TeeTcbSvn, newest.TdxComponents, first))
            .Concat(module.Id is null ? [] : One(TcbHalf.TdxModule, module.Id, TdxModule.SvnOf(quote.Body.TeeTcbSvn), module.Levels[0].IsvSvn))
            .Concat(One(TcbHalf.QuotingEnclave, "TD_QE", quote.Signature.QeReport.IsvSvn, qeIdentity.Levels[0].IsvSvn));
    }

    private static IEnumerable<SvnShortfall> Components(
        TcbHalf half, IReadOnlyList<string> names, ReadOnlyMemory<byte> have, IReadOnlyList<int> need, int from) =>
        Enumerable.Range(from, TcbLevel.ComponentCount - from)
            .SelectMany(index => One(half, ComponentNames.Label(names, index), have.Span[index], need[index]));

    private static SvnShortfall[] One(TcbHalf half, string name, int have, int need) =>
        have >= need ? [] : [new SvnShortfall(half, name, have, need)];
}
