using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>Every level's lowest number and the one below it: what a single SVN decides.</summary>
public sealed class TcbBoundaryTests
{
    [Theory]
    [InlineData(9, TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded)]
    [InlineData(8, TcbStatus.SWHardeningNeeded, TcbStatus.ConfigurationNeeded)]
    [InlineData(7, TcbStatus.ConfigurationNeeded, TcbStatus.ConfigurationAndSWHardeningNeeded)]
    [InlineData(6, TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.OutOfDate)]
    [InlineData(5, TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded)]
    [InlineData(4, TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.Revoked)]
    [InlineData(3, TcbStatus.Revoked, TcbStatus.TcbNotSupported)]
    public void TheFirstSgxComponent(byte svn, TcbStatus at, TcbStatus below) => Check(at, below, svn, Component(0));

    [Theory]
    [InlineData(11, TcbStatus.UpToDate, TcbStatus.OutOfDate)]
    [InlineData(5, TcbStatus.OutOfDate, TcbStatus.TcbNotSupported)]
    public void ThePce(byte svn, TcbStatus at, TcbStatus below) => Check(at, below, svn, value => Sgx(s => s with { PceSvn = value }));

    [Theory]
    [InlineData(6, TcbStatus.UpToDate, TcbStatus.OutOfDate)]
    [InlineData(4, TcbStatus.OutOfDate, TcbStatus.Revoked)]
    [InlineData(2, TcbStatus.Revoked, TcbStatus.TcbNotSupported)]
    public void TheTdxModule(byte svn, TcbStatus at, TcbStatus below) =>
        Check(at, below, svn, value => TdOf(td => td with { TeeTcbSvn = SimulatedTd.Svn(value, 1, 3) }));

    [Fact]
    public void TheTdxModuleOfVersion0() =>
        Check(TcbStatus.UpToDate, TcbStatus.TcbNotSupported, 5, value => TdOf(td => td with { TeeTcbSvn = SimulatedTd.Svn(value, 0, 3) }));

    [Theory]
    [InlineData(3, TcbStatus.UpToDate, TcbStatus.OutOfDate)]
    [InlineData(2, TcbStatus.OutOfDate, TcbStatus.TcbNotSupported)]
    public void TheTdxMicrocode(byte svn, TcbStatus at, TcbStatus below) =>
        Check(at, below, svn, value => TdOf(td => td with { TeeTcbSvn = SimulatedTd.Svn(6, 1, value) }));

    [Theory]
    [InlineData(6, TcbStatus.UpToDate, TcbStatus.OutOfDate)]
    [InlineData(4, TcbStatus.OutOfDate, TcbStatus.Revoked)]
    [InlineData(2, TcbStatus.Revoked, TcbStatus.TcbNotSupported)]
    public void TheQuotingEnclave(byte svn, TcbStatus at, TcbStatus below) => Check(at, below, svn, value => Qe(q => q with { IsvSvn = value }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void EveryOtherSgxComponentThatALevelAsksFor(int index) =>
        Check(TcbStatus.UpToDate, TcbStatus.TcbNotSupported, (byte)StandardTcb.Sgx(StandardTcb.Rung)[index], Component(index));

    private static Func<byte, QuoteOptions> Component(int index) => value => Sgx(s =>
    {
        var components = s.Components.ToArray();
        components[index] = value;
        return s with { Components = components };
    });

    private static void Check(TcbStatus at, TcbStatus below, byte svn, Func<byte, QuoteOptions> change)
    {
        Assert.Equal(at, Verify(new SyntheticCase("at") { Quote = change(svn) }).Appraisal!.Status);
        Assert.Equal(below, Verify(new SyntheticCase("below") { Quote = change((byte)(svn - 1)) }).Appraisal!.Status);
    }
}
