using EasyEnclave.Attestation.Tcb;
using static EasyEnclave.Attestation.Tcb.TcbStatus;

namespace EasyEnclave.Tests.Attestation.Tcb;

public sealed class ConvergenceTests
{
    public static TheoryData<TcbStatus> All => [.. Enum.GetValues<TcbStatus>()];

    [Theory]
    [MemberData(nameof(All))]
    public void AnUpToDatePartChangesNothing(TcbStatus level) => Assert.Equal(level, Convergence.Converge(level, UpToDate));

    [Theory]
    [MemberData(nameof(All))]
    public void ARevokedPartRevokesAll(TcbStatus level)
    {
        Assert.Equal(Revoked, Convergence.Converge(level, Revoked));
        Assert.Equal(Revoked, Convergence.Converge(Revoked, level));
    }

    [Theory]
    [InlineData(UpToDate, OutOfDate)]
    [InlineData(SWHardeningNeeded, OutOfDate)]
    [InlineData(ConfigurationNeeded, OutOfDateConfigurationNeeded)]
    [InlineData(ConfigurationAndSWHardeningNeeded, OutOfDateConfigurationNeeded)]
    [InlineData(OutOfDate, OutOfDate)]
    [InlineData(OutOfDateConfigurationNeeded, OutOfDateConfigurationNeeded)]
    public void AnOutOfDatePartKeepsWhatIsToBeConfigured(TcbStatus level, TcbStatus expected) =>
        Assert.Equal(expected, Convergence.Converge(level, OutOfDate));

    [Theory]
    [MemberData(nameof(All))]
    public void APartThatIsNotSupportedIsOnlyOutdoneByRevoked(TcbStatus level)
    {
        var expected = level == Revoked ? Revoked : TcbNotSupported;

        Assert.Equal(expected, Convergence.Converge(level, TcbNotSupported));
        Assert.Equal(expected, Convergence.Converge(TcbNotSupported, level));
    }
}
