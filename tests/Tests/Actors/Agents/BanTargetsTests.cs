using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Actors.Agents;

/// <summary>Every handle by which someone can be banned.</summary>
public sealed class BanTargetsTests
{
    private static readonly string Key = new('e', 64);

    [Fact]
    public void AtRegistrationEverythingItSaysCanHitIt() => Assert.Equal(
        [
            new BanTarget(BanScope.Agent, "agent-1"),
            new BanTarget(BanScope.Node, "agent-1"),
            new BanTarget(BanScope.Repo, "acme/hello"),
            new BanTarget(BanScope.Release, "acme/hello@v1.0.0"),
            new BanTarget(BanScope.ClientKey, Key),
        ],
        BanTargets.Of(Cast.Register("agent-1", repo: "Acme/Hello"), Key));

    [Fact]
    public void ARowIsHitByAllThatItWasJudgedBy()
    {
        AgentState state = Cast.Connected() with { Attestation = Cast.Facts(Cast.T0) with { ClientKey = Key } };

        Assert.Equal(
            BanTargets.Of(Cast.Who, Key).Concat(BanTargets.Of(state.Attestation)).OrderBy(target => target.Scope),
            BanTargets.Of(state).OrderBy(target => target.Scope));
        Assert.Equal(Enum.GetValues<BanScope>().Length, BanTargets.Of(state).Select(target => target.Scope).Distinct().Count());
    }

    [Fact]
    public void WithoutAClientKeyThereIsNoneToBan()
    {
        Assert.Null(BanTargets.Own(Cast.Connected(), BanScope.ClientKey));
        Assert.Equal(new BanTarget(BanScope.Platform, Cast.PlatformA), BanTargets.Own(Cast.Connected(), BanScope.Platform));
    }

    [Fact]
    public void AnotherTagOfTheSameRepoIsAnotherRelease() => Assert.NotEqual(
        BanTargets.Release(Cast.Repo, ReleaseTag.Parse("v1.0.0")), BanTargets.Release(Cast.Repo, ReleaseTag.Parse("V1.0.0")));
}
