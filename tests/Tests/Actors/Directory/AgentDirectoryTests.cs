using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Edge;

namespace EasyEnclave.Tests.Actors.Directory;

/// <summary>The read model: rows and tunnels joined, and who is told when one of them moves on.</summary>
public sealed class AgentDirectoryTests
{
    private readonly AgentDirectory _directory = new(Cast.Rules);

    [Fact]
    public void ATunnelIsShownForTheEpochOfTheRowAlone()
    {
        Apply(Cast.Connected(epoch: 2));

        Assert.False(Attach(1, out _));
        Assert.False(Attach(3, out _));
        Assert.False(Entry().Connected);
        Assert.True(Attach(2, out _));
        Assert.True(Entry().Connected);
    }

    [Fact]
    public void TheOlderTunnelIsToldAsSoonAsTheNewerRowIsShown()
    {
        Apply(Cast.Connected(epoch: 1));
        Attach(1, out RecordingInbox older);

        Apply(Cast.Connected(epoch: 2));

        Assert.Equal([AgentEnding.Superseded], older.Endings);
        Assert.Null(Entry().Live);
        Assert.True(Attach(2, out RecordingInbox newer));
        Assert.Empty(newer.Endings);
        Assert.Single(older.Endings);
    }

    [Fact]
    public void ALateGoodbyeTouchesNoNewerTunnel()
    {
        Apply(Cast.Connected(epoch: 2));
        Attach(2, out _);

        _directory.Detach(Cast.Agent, 1);
        _directory.SetHealth(Cast.Agent, 1, HealthStatus.Fail, Cast.T0);
        _directory.SetNextAttest(Cast.Agent, 1, Cast.T0);

        Assert.Equal((true, HealthStatus.Pass, Cast.T0.AddHours(1)), (Entry().Connected, Entry().Health, Entry().NextAttestAt));
        _directory.Detach(Cast.Agent, 2);
        Assert.Equal((false, HealthStatus.Unknown, null), (Entry().Connected, Entry().Health, Entry().NextAttestAt));
    }

    [Theory]
    [InlineData(BanScope.Agent, "agent-1")]
    [InlineData(BanScope.Node, "agent-1")]
    [InlineData(BanScope.Platform, Cast.PlatformA)]
    [InlineData(BanScope.Repo, "acme/hello")]
    [InlineData(BanScope.Release, "acme/hello@v1.0.0")]
    public void ABanEndsTheTunnelItHitsAndNoOther(BanScope scope, string value)
    {
        Apply(Cast.Connected());
        Attach(1, out RecordingInbox inbox);

        Ban(new BanTarget(BanScope.Agent, "agent-2"));
        Assert.Empty(inbox.Endings);
        Ban(new BanTarget(scope, value));

        Assert.Equal([AgentEnding.Banned], inbox.Endings);
        Assert.Equal(new BanTarget(scope, value), Entry().BannedBy);
        Assert.Equal("banned", _directory.Find(Cast.App)!.StandingAt(Cast.T0).Status);
    }

    [Fact]
    public void ALiftedBanIsGoneUnlessAnotherHits()
    {
        Apply(Cast.Connected());
        BanTarget agent = new(BanScope.Agent, "agent-1");
        Ban(agent);
        Ban(new BanTarget(BanScope.Repo, "acme/hello"));
        _directory.Apply(WriteEntry.Of(new RowChange.RemoveBan(agent)));
        Assert.Equal(BanScope.Repo, Entry().BannedBy!.Value.Scope);

        _directory.Apply(WriteEntry.Of(new RowChange.RemoveBan(new BanTarget(BanScope.Repo, "acme/hello"))));

        Assert.Null(Entry().BannedBy);
        Assert.Empty(_directory.Bans);
    }

    [Fact]
    public void ARenewalThatBringsABannedMeasurementEndsTheTunnel()
    {
        Apply(Cast.Connected());
        Attach(1, out RecordingInbox inbox);
        Ban(new BanTarget(BanScope.Measurement, new string('f', 64)));
        Assert.Empty(inbox.Endings);

        AgentState state = Cast.Connected();
        Apply(state with { Version = 2, Attestation = state.Attestation with { Measurement = new string('f', 64) } });

        Assert.Equal([AgentEnding.Banned], inbox.Endings);
    }

    [Fact]
    public void PrefixesAreCountedByTheLatestAttestations()
    {
        Apply(Cast.Connected());
        Apply(Cast.Connected("agent-2"));
        Assert.Equal(2, _directory.KnownFrom(Cast.Home));

        Apply(Cast.Connected(epoch: 2) with { Prefix = "198.51.100.0/24" });
        Apply(Cast.Connected("agent-2", epoch: 2));

        Assert.Equal((1, 1, 0), (_directory.KnownFrom(Cast.Home), _directory.KnownFrom("198.51.100.0/24"), _directory.KnownFrom("203.0.113.0/24")));
    }

    [Fact]
    public void AnAgentThatGoesToAnotherAppLeavesTheFirst()
    {
        Apply(Cast.Connected());
        AppName other = AppName.Parse("other");
        _directory.Apply(WriteEntry.Of(new RowChange.PutApp(Cast.Bound() with { Name = other }, 0)));

        Apply(Cast.Connected(epoch: 2) with { App = other });

        Assert.Empty(_directory.Find(Cast.App)!.Agents);
        Assert.Single(_directory.Find(other)!.Agents);
    }

    [Fact]
    public void WhoeverWatchesAnAppHearsOfEachChange()
    {
        Apply(Cast.Connected());
        AppEntry first = _directory.Find(Cast.App)!;
        Attach(1, out _);
        AppEntry second = _directory.Find(Cast.App)!;

        Assert.True(first.Replaced.IsCompleted);
        Assert.False(second.Replaced.IsCompleted);
        Assert.True(second.Revision > first.Revision);
        Ban(new BanTarget(BanScope.Agent, "agent-1"));
        Assert.True(second.Replaced.IsCompleted);
    }

    [Fact]
    public void AStartShowsWhatTheRowsSayAndNobodyConnected()
    {
        Ban ban = new(new BanTarget(BanScope.Agent, "agent-2"), Cast.T0, "alice", "");
        AgentState[] agents = [Cast.Connected(), Cast.Connected("agent-2", epoch: 4)];
        Apply(agents[0]);
        Apply(agents[1]);
        Ban(ban.Target);
        AgentDirectory loaded = new(Cast.Rules);

        loaded.Load(new StoreSnapshot(agents, [Cast.Bound()], [ban]));

        Assert.Equal(
            _directory.Agents.Select(entry => (entry.State, entry.BannedBy, entry.Connected)).OrderBy(entry => entry.State.Id.Value),
            loaded.Agents.Select(entry => (entry.State, entry.BannedBy, entry.Connected)).OrderBy(entry => entry.State.Id.Value));
        Assert.Equal(_directory.KnownFrom(Cast.Home), loaded.KnownFrom(Cast.Home));
        Assert.Equal(
            _directory.Find(Cast.App)!.StandingAt(Cast.T0).Status, loaded.Find(Cast.App)!.StandingAt(Cast.T0).Status);
        Assert.Equal(2, loaded.Find(Cast.App)!.Agents.Length);
    }

    private AgentEntry Entry() => _directory.Find(Cast.Agent)!;

    private void Apply(AgentState state)
    {
        List<RowChange> changes = _directory.Find(Cast.App) is null ? [new RowChange.PutApp(Cast.Bound(), 0)] : [];
        _directory.Apply(new WriteEntry([.. changes, new RowChange.PutAgent(state, 0, 0)], []));
    }

    private bool Attach(long epoch, out RecordingInbox inbox)
    {
        inbox = new RecordingInbox();
        return _directory.Attach(Cast.Agent, new LiveTunnel(epoch, new SilentTunnel(), inbox), Cast.T0.AddHours(1), Cast.T0);
    }

    private void Ban(BanTarget target) => _directory.Apply(WriteEntry.Of(new RowChange.PutBan(new Ban(target, Cast.T0, "alice", ""))));
}
