using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using static EasyEnclave.Attestation.Tcb.TcbStatus;

namespace EasyEnclave.Tests.Attestation.Policies;

public sealed class NetworkPolicyTests
{
    [Theory]
    [InlineData(Revoked)]
    [InlineData(TcbNotSupported)]
    public void WhatIsNeverAcceptableCannotBeAccepted(TcbStatus status)
    {
        Assert.Throws<ArgumentException>(() => NetworkPolicy.Forge1 with { AcceptedStatuses = new HashSet<TcbStatus> { UpToDate, status } });
        Assert.NotNull(NetworkPolicy.Forge1 with { AcceptedStatuses = new HashSet<TcbStatus> { UpToDate, OutOfDate } });
    }

    [Fact]
    public void ForgeIsTheNetworkOfTheProtocol()
    {
        var forge = NetworkPolicy.Forge1;

        Assert.Equal("forge-1", forge.Name);
        Assert.True(forge.SealedRequired);
        Assert.Equal([TrustRoot.IntelName], forge.TrustRoots);
        Assert.Equal(Freshness.Nonce, forge.Freshness);
        Assert.Equal(["mrtd", "rtmr1", "rtmr2"], forge.PinnedRegisters);
        Assert.Equal(["rtmr0", "rtmr3"], forge.StatedRegisters);
        Assert.Equal([UpToDate, SWHardeningNeeded], forge.AcceptedStatuses.Order());
        AssertStrict(forge);
    }

    [Fact]
    public void SandboxIsTheNetworkOfTheProtocol()
    {
        var sandbox = NetworkPolicy.Sandbox1(development: false);

        Assert.Equal("sandbox-1", sandbox.Name);
        Assert.False(sandbox.SealedRequired);
        Assert.Equal([TrustRoot.IntelName], sandbox.TrustRoots);
        Assert.Empty(sandbox.PinnedRegisters);
        Assert.Equal(
            [UpToDate, SWHardeningNeeded, ConfigurationNeeded, ConfigurationAndSWHardeningNeeded, OutOfDate, OutOfDateConfigurationNeeded],
            sandbox.AcceptedStatuses.Order());
        AssertStrict(sandbox);
    }

    [Fact]
    public void OnlyTheSandboxInDevelopmentTakesTheDevelopmentRoot()
    {
        Assert.Contains(TrustRoot.DevelopmentName, NetworkPolicy.Sandbox1(development: true).TrustRoots);
        Assert.DoesNotContain(TrustRoot.DevelopmentName, NetworkPolicy.Sandbox1(development: false).TrustRoots);
        Assert.DoesNotContain(TrustRoot.DevelopmentName, NetworkPolicy.Forge1.TrustRoots);
    }

    [Theory]
    [InlineData(VerificationFailure.QuoteSignature, "quote_invalid:quote_signature")]
    [InlineData(VerificationFailure.PckRevoked, "quote_invalid:pck_revoked")]
    [InlineData(VerificationFailure.CollateralMissing, "collateral_unavailable")]
    [InlineData(null, "quote_invalid:not_appraised")]
    public void WhatIsNotAuthenticNeverPasses(VerificationFailure? failure, string reason)
    {
        var verdict = new Verdict { Failure = failure, Steps = [], TrustRoot = TrustRoot.IntelName, At = DateTimeOffset.UnixEpoch };

        Assert.Equal(reason, TdPolicy.Judge(verdict, NetworkPolicy.Sandbox1(development: true))?.Reason);
    }

    private static void AssertStrict(NetworkPolicy policy)
    {
        Assert.True(policy.RequireSeptVeDisable);
        Assert.False(policy.AllowMigratable);
        Assert.Empty(policy.AllowedServiceTds);
        Assert.Empty(policy.FirmwareMrtds);
    }
}
