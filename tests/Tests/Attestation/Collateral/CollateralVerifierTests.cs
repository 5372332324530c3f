using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Collateral;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Collateral;

/// <summary>Collateral judged without a quote.</summary>
public sealed class CollateralVerifierTests
{
    private readonly CollateralVerifier _verifier = new(Platform.TrustRoot);

    [Theory]
    [InlineData(PckCa.Platform)]
    [InlineData(PckCa.Processor)]
    public void CollateralOfTheRightCaPassesAndOfTheOtherDoesNot(PckCa ca)
    {
        CollateralBundle bundle = Platform.IssueCollateral(Now, new CollateralOptions { Ca = ca });
        PckCa other = ca == PckCa.Platform ? PckCa.Processor : PckCa.Platform;

        Assert.Equal(VerificationFailure.None, _verifier.Verify(bundle, Platform.Fmspc, ca, Now, out CollateralWindow? window));
        Assert.NotNull(window);
        Assert.Equal(VerificationFailure.PckCrlIssuer, _verifier.Verify(bundle, Platform.Fmspc, other, Now, out window));
        Assert.Null(window);
    }

    [Fact]
    public void ItPassesAtTheEndOfItsWindowAndNotASecondLater()
    {
        CollateralBundle bundle = Platform.IssueCollateral(Now);
        _verifier.Verify(bundle, Platform.Fmspc, PckCa.Platform, Now, out CollateralWindow? window);

        Assert.Equal(
            VerificationFailure.None, _verifier.Verify(bundle, Platform.Fmspc, PckCa.Platform, window!.EarliestNextUpdate, out _));
        Assert.NotEqual(
            VerificationFailure.None,
            _verifier.Verify(bundle, Platform.Fmspc, PckCa.Platform, window.EarliestNextUpdate + TimeSpan.FromSeconds(1), out _));
    }

    [Fact]
    public void AnotherPlatformsTcbInfoIsNotTaken() => Assert.Equal(
        VerificationFailure.FmspcMismatch,
        _verifier.Verify(Platform.IssueCollateral(Now), "00112233AABB", PckCa.Platform, Now, out _));

    [Fact]
    public void AnotherRootsCollateralIsNotTaken() => Assert.Equal(
        VerificationFailure.TcbInfoChainUntrustedRoot,
        _verifier.Verify(Other.IssueCollateral(Now), Platform.Fmspc, PckCa.Platform, Now, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AMissingPartRefuses(int part)
    {
        CollateralBundle whole = Platform.IssueCollateral(Now);
        CollateralBundle bundle = part switch
        {
            0 => whole with { TcbInfo = null },
            1 => whole with { QeIdentityIssuerChain = null },
            2 => whole with { RootCaCrl = null },
            _ => whole with { PckCrl = null },
        };

        Assert.Equal(VerificationFailure.CollateralMissing, _verifier.Verify(bundle, Platform.Fmspc, PckCa.Platform, Now, out _));
    }
}
