using EasyEnclave.Actors.Apps;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Actors.Agents;

/// <summary>Who may have a name.</summary>
public sealed class AppDeciderTests
{
    [Fact]
    public void AnUnknownNameIsBoundToItsFirstAgent()
    {
        AppEvent.Bound bound = Assert.IsType<AppEvent.Bound>(AppDecider.Decide(null, Claim()).Event);

        AppState state = AppDecider.Evolve(null, bound);
        Assert.Equal((AppPhase.Bound, Cast.Repo, "intel", 1L, 1L), (state.Phase, state.Repo, state.TrustRoot, state.Binding, state.Version));
    }

    [Fact]
    public void TheSameClaimAgainChangesNothing() => Assert.Equal(AppDecision.Nothing, AppDecider.Decide(Cast.Bound(), Claim(alive: true)));

    [Theory]
    [InlineData("evil/hello", "sandbox-1", "intel", "app_bound_to_other_repo")]
    [InlineData("acme/hello", "forge-1", "intel", "app_bound_to_other_network")]
    [InlineData("evil/hello", "forge-1", "intel", "app_bound_to_other_repo")]
    [InlineData("acme/hello", "sandbox-1", "development", "policy_refused:trust_root")]
    public void WhatDiffersFromALivingBindingIsRefused(string repo, string network, string root, string reason) =>
        Assert.Equal(reason, AppDecider.Decide(Cast.Bound(), Claim(repo, network, root, alive: true)).Refusal);

    [Theory]
    [InlineData("evil/hello", "sandbox-1", "intel")]
    [InlineData("acme/hello", "forge-1", "intel")]
    [InlineData("acme/hello", "sandbox-1", "development")]
    public void OnceTheBindingHasRunOutTheNextOneTakesTheName(string repo, string network, string root)
    {
        AppEvent happened = AppDecider.Decide(Cast.Bound(), Claim(repo, network, root, alive: false)).Event!;

        Assert.Equal((2, root), (AppDecider.Evolve(Cast.Bound(), happened).Binding, AppDecider.Evolve(Cast.Bound(), happened).TrustRoot));
    }

    [Fact]
    public void AReleasedNameIsFreeWhateverItsAgentsProvedLast()
    {
        AppState released = AppDecider.Evolve(Cast.Bound(), new AppEvent.Released(Cast.App, ""));

        Assert.IsType<AppEvent.Bound>(AppDecider.Decide(released, Claim("evil/hello", alive: true)).Event);
        Assert.Equal("unknown_app", AppDecider.Decide(released, new AppCommand.Release(Cast.App, "", Cast.T0)).Refusal);
    }

    [Fact]
    public void ANameBoundAheadTakesTheRootOfItsFirstAgentAndNoOther()
    {
        AppState ahead = Cast.Bound(root: null);
        AppEvent rooted = AppDecider.Decide(ahead, Claim(root: "development", alive: true)).Event!;
        AppState after = AppDecider.Evolve(ahead, rooted);

        Assert.Equal(("development", ahead.Binding, ahead.Version + 1), (after.TrustRoot, after.Binding, after.Version));
        Assert.Equal("policy_refused:trust_root", AppDecider.Decide(after, Claim(alive: true)).Refusal);
    }

    private static AppCommand.Claim Claim(
        string repo = "acme/hello", string network = "sandbox-1", string root = "intel", bool alive = false) =>
        new(Cast.App, RepoName.Parse(repo), NetworkName.Parse(network), root, "agent-1", alive, Cast.T0);
}
