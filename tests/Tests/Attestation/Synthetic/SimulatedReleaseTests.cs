using System.Text;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>The allowlist of a simulated release: it reads, pins what a strict network wants, and admits its own TD alone.</summary>
public sealed class SimulatedReleaseTests
{
    private static readonly Allowlist List = Parse(SimulatedRelease.Allowlist(Td, SimulatedRelease.Claims("synthetic", isSealed: true), "v1.0.0", Now));

    [Fact]
    public void ItPinsWhatTheStrictestNetworkWants() => Assert.Null(List.CheckPins(NetworkPolicy.Forge1));

    [Fact]
    public void ItAdmitsItsOwnTd() => Assert.Null(List.Match(Verify(new SyntheticCase("own")).Quote!.Body, NetworkPolicy.Forge1));

    [Fact]
    public void ItNamesTheRegisterThatDiffers()
    {
        var other = Td with { Rtmr2 = SimulatedTd.From("other").Rtmr2 };

        Assert.Equal("rtmr2", List.Match(Verify(new SyntheticCase("other") { Td = other }).Quote!.Body, NetworkPolicy.Forge1));
    }

    [Fact]
    public void ItsClaimsAreTheOriginalsFour()
    {
        var claims = SimulatedRelease.Claims("synthetic", isSealed: true);

        Assert.Null(List.MatchClaims(claims));
        Assert.Equal("agent_dir_sha256", List.MatchClaims(SimulatedRelease.Claims("another", isSealed: true)));
        Assert.Equal("sealed", List.MatchClaims(SimulatedRelease.Claims("synthetic", isSealed: false)));
        Assert.StartsWith("agent_dir=", Encoding.UTF8.GetString(claims.CanonicalText.Span), StringComparison.Ordinal);
    }

    private static Allowlist Parse(byte[] bytes)
    {
        Assert.True(Allowlist.TryParse(bytes, "v1.0.0", out var list, out var fault), fault);
        return list;
    }
}
