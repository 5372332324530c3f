using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>What one node of a cluster shows of what another one wrote.</summary>
public sealed class ClusterFeedTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly OperatorOrder Order = new("alice", "why");

    private TwoNodes _nodes = null!;

    public async Task InitializeAsync() => _nodes = await TwoNodes.StartAsync();

    public async Task DisposeAsync() => await _nodes.DisposeAsync();

    [Fact]
    public async Task AnAgentOfOneNodeIsServedThroughTheOtherWithinAPoll()
    {
        await using Candidate agent = new(_nodes.One, Cast.Who);
        await agent.AttestAsync();

        await Until.TrueAsync(() => _nodes.Status(_nodes.Two) == "active", () => _nodes.Time.Advance(ClusterFeed.Interval));

        Assert.Equal(("node-1", false, true), (_nodes.Entry(_nodes.Two).Owner, _nodes.Entry(_nodes.Two).Here, _nodes.Entry(_nodes.Two).Connected));
        Assert.Equal([("node-1", "node-1:9000", "agent-1", 1L)], _nodes.Two.Peers.Asked);
        Assert.True(_nodes.Entry(_nodes.One).Here);
        Assert.Equal(_nodes.Entry(_nodes.One).State.Version, _nodes.Entry(_nodes.Two).State.Version);
        Assert.Equal(Cast.T0, _nodes.Two.NotBefore);
    }

    [Fact]
    public async Task FollowersAreWokenByWhatOtherNodesWrite()
    {
        Task more = _nodes.Two.Events.Next;
        await _nodes.FeedAsync();
        Assert.False(more.IsCompleted);

        await using Candidate agent = new(_nodes.One, Cast.Who);
        await agent.AttestAsync();
        await _nodes.FeedAsync();

        Assert.True(more.IsCompleted);
    }

    [Fact]
    public async Task AnAgentThatMovesOnLeavesItsOldTunnelSupersededAndALateGoodbyeHarmless()
    {
        await using Candidate older = new(_nodes.One, Cast.Who);
        await older.AttestAsync();
        await using Candidate newer = new(_nodes.Two, Cast.Who);
        await newer.AttestAsync(); // node 2 has not read the row of node 1: it conflicts, catches up and goes on

        Assert.Equal(2, _nodes.Entry(_nodes.Two).State.Epoch);
        await _nodes.FeedAsync();
        await Until.TrueAsync(() => older.Closed is not null);
        Assert.Contains("superseded", older.Reasons);
        Assert.Equal(("node-2", false, "active"), (_nodes.Entry(_nodes.One).Owner, _nodes.Entry(_nodes.One).Here, _nodes.Status(_nodes.One)));

        await older.LoseAsync();
        await _nodes.FeedAsync();
        Assert.Equal(("active", "active"), (_nodes.Status(_nodes.One), _nodes.Status(_nodes.Two)));
        Assert.Equal("superseded", (await _nodes.One.SessionAsync("agent-1", 1)).Cause);
        Assert.Null((await _nodes.One.SessionAsync("agent-1", 2)).To);
    }

    [Fact]
    public async Task ABanOnOneNodeClosesTheTunnelOnTheOther()
    {
        await using Candidate agent = new(_nodes.Two, Cast.Who);
        await agent.AttestAsync();
        BanTarget target = new(BanScope.Agent, "agent-1");

        await new BanActions(_nodes.One.Directory, _nodes.One.Writer, _nodes.Time).BanAsync(target, Order);
        await _nodes.FeedAsync();

        await Until.TrueAsync(() => agent.Closed is not null);
        Assert.Contains("agent_banned", agent.Reasons);
        Assert.Equal(("banned", "banned"), (_nodes.Status(_nodes.One), _nodes.Status(_nodes.Two)));

        await new BanActions(_nodes.Two.Directory, _nodes.Two.Writer, _nodes.Time).UnbanAsync(target, Order);
        await _nodes.FeedAsync();
        Assert.Empty(_nodes.One.Directory.Bans);
    }

    [Fact]
    public async Task ABanReachesTheOtherNodesTunnelsWithinTwoPolls()
    {
        await using Candidate agent = new(_nodes.Two, Cast.Who);
        await agent.AttestAsync();
        await _nodes.One.Feed!.CatchUpAsync(None);
        await _nodes.One.Feed.DisposeAsync();
        BanTarget target = new(BanScope.Agent, "agent-1");
        await new BanActions(_nodes.One.Directory, _nodes.One.Writer, _nodes.Time).BanAsync(target, Order);
        DateTimeOffset banned = _nodes.Time.Now;

        // The clock goes on only while the other node's feed waits by it, so that what passes is what it takes.
        while (_nodes.Two.Directory.BanOn(target) is null)
        {
            DateTimeOffset next = _nodes.Time.Now + ClusterFeed.Interval;
            await Until.TrueAsync(() => _nodes.Time.IsArmedAt(next) || _nodes.Two.Directory.BanOn(target) is not null);
            _nodes.Time.AdvanceTo(next);
        }

        await Until.TrueAsync(() => agent.Closed is not null);
        Assert.Contains("agent_banned", agent.Reasons);
        Assert.InRange(_nodes.Time.Now - banned, TimeSpan.Zero, 2 * ClusterFeed.Interval);
        Assert.True(10 * ClusterFeed.Interval <= TimeSpan.FromSeconds(2), "a ban is promised to hold everywhere within 2 s");
    }

    [Fact]
    public async Task AReleaseAndAnOperatorsEndOnOneNodeCloseTunnelsOnTheOther()
    {
        await using Candidate first = new(_nodes.Two, Cast.Who);
        await first.AttestAsync();
        await _nodes.FeedAsync();
        Assert.Equal(ActionOutcome.Done, await new AgentActions(_nodes.One.Directory, _nodes.One.Writer, _nodes.Time).DisconnectAsync(Cast.Agent, Order));
        await _nodes.FeedAsync();
        await Until.TrueAsync(() => first.Closed is not null);

        await using Candidate second = new(_nodes.Two, Cast.Who);
        await second.AttestAsync();
        await _nodes.FeedAsync();
        Assert.Equal(ActionOutcome.Done, await new AppActions(_nodes.One.Directory, _nodes.One.Writer, _nodes.Time).ReleaseAsync(Cast.App, Order));
        await _nodes.FeedAsync();
        await Until.TrueAsync(() => second.Closed is not null);
    }

    [Fact]
    public async Task TheAgentsOfADeadNodeAreDisconnectedEverywhereAndThoseOfADrainingOneAreNot()
    {
        await using Candidate agent = new(_nodes.One, Cast.Who);
        await agent.AttestAsync();
        await _nodes.FeedAsync();
        await _nodes.Store.SetStateAsync("node-1", _nodes.One.Writer.Lease.Incarnation, MemberState.Draining, null, None);
        await _nodes.ShowMembersAsync();
        Assert.Equal("active", _nodes.Status(_nodes.Two));

        await _nodes.ReapAsync("node-1");
        await _nodes.ShowMembersAsync();

        Assert.Equal("disconnected", _nodes.Status(_nodes.Two));
        Assert.Null(_nodes.Entry(_nodes.Two).Live);
    }

    [Fact]
    public async Task ANodeThatCameBackHoldsNothingOfItsFormerSelf()
    {
        await using Candidate agent = new(_nodes.One, Cast.Who);
        await agent.AttestAsync();
        await _nodes.FeedAsync();

        await using World again = await World.JoinAsync(_nodes.Store, "node-1", _nodes.Time);
        await _nodes.Two.ShowMembersAsync();

        Assert.Equal(("disconnected", "disconnected"), (_nodes.Status(again), _nodes.Status(_nodes.Two)));
        await using Candidate back = new(again, Cast.Who);
        await back.AttestAsync();
        await _nodes.Two.Feed!.CatchUpAsync(None);
        Assert.Equal("active", _nodes.Status(_nodes.Two));
    }

    [Fact]
    public async Task HowABackendIsGoesWithTheRow()
    {
        await using Candidate agent = new(_nodes.One, Cast.Who);
        await agent.AttestAsync();
        await agent.Actor.TellAsync(new AgentFrame.Health(false));
        await Until.TrueAsync(() => _nodes.Entry(_nodes.One).State.Health is { Fault: "health_fail" });
        await _nodes.FeedAsync();
        Assert.Equal(("unhealthy", "unhealthy"), (_nodes.Status(_nodes.One), _nodes.Status(_nodes.Two)));

        _nodes.Time.Advance(TimeSpan.FromSeconds(1));
        await agent.Actor.TellAsync(new AgentFrame.Health(true));
        await Until.TrueAsync(() => _nodes.Entry(_nodes.One).State.Health is { Fault: null });
        await agent.Actor.TellAsync(new AgentFrame.Health(true));
        await _nodes.FeedAsync();

        Assert.Equal(("active", "active"), (_nodes.Status(_nodes.One), _nodes.Status(_nodes.Two)));
        Assert.Equal(3, _nodes.Entry(_nodes.Two).State.Version);
        Assert.Equal(_nodes.Time.Now, _nodes.Entry(_nodes.Two).HealthAt);
    }

    [Fact]
    public async Task AnAgentsClaimIsJudgedByRowsThatAreNew()
    {
        await using Candidate agent = new(_nodes.One, Cast.Who);
        await agent.AttestAsync();
        await _nodes.FeedAsync();
        await agent.LoseAsync();
        await new AppActions(_nodes.One.Directory, _nodes.One.Writer, _nodes.Time).ReleaseAsync(Cast.App, Order);

        // Node 2 still shows the name as bound to another machine's agent.
        await using Candidate other = new(_nodes.Two, Cast.Who, "machine-b");
        await other.AttestAsync();

        Assert.Contains("attested", other.Reasons);
    }

    [Fact]
    public async Task AFeedThatCannotReadSaysSoAndGoesOnWhereItStood()
    {
        _nodes.Two.Store.Fault = new IOException("cut off");
        Assert.False(await _nodes.Two.Feed!.CatchUpAsync(None));
        await using Candidate agent = new(_nodes.One, Cast.Who);
        await agent.AttestAsync();
        Assert.True(_nodes.Two.Feed.Failures > 0);
        Assert.Equal("unknown", _nodes.Status(_nodes.Two));

        _nodes.Two.Store.Fault = null;
        await Until.TrueAsync(() => _nodes.Status(_nodes.Two) == "active", () => _nodes.Time.Advance(ClusterFeed.LongestPause));
        Assert.Equal(0, _nodes.Two.Feed.Failures);
    }

    [Fact]
    public async Task ASlowReaderAndManyWritesMissNothing()
    {
        for (int i = 0; i < 40; i++)
        {
            List<WriteEntry> batch = [];
            for (int agent = 0; agent < 60; agent++)
            {
                AgentState state = Cast.Connected($"agent-{agent}") with { Version = i + 1, Incarnation = _nodes.One.Writer.Lease.Incarnation };
                AgentEvent happened = i == 0 ? Attested(state) : new AgentEvent.Reattested(state.Attestation);
                batch.Add(new WriteEntry(
                    [new RowChange.PutAgent(state, i == 0 ? 0 : 1, i)],
                    [new NewEvent(EntityName.Of(state.Id), state.Version, Cast.T0, "agent", happened)]));
            }

            await Task.WhenAll(batch.Select(entry => _nodes.One.Writer.WriteAsync(entry).AsTask()));
            if (i % 7 == 0)
            {
                await _nodes.Two.Feed!.CatchUpAsync(None);
            }
        }

        await _nodes.Two.Feed!.CatchUpAsync(None);
        Assert.Equal(60, _nodes.Two.Directory.Agents.Count());
        Assert.All(_nodes.Two.Directory.Agents, entry => Assert.Equal((40, true), (entry.State.Version, entry.Connected)));
    }

    [Fact]
    public async Task ADifferenceIsFoundToldAndMended()
    {
        // A row without an event is what no feed could ever show.
        await _nodes.One.Writer.WriteAsync(WriteEntry.Of(new RowChange.PutAgent(Cast.Connected(), 0, 0)));
        await _nodes.FeedAsync();
        Assert.Null(_nodes.Two.Find("agent-1"));

        await Until.TrueAsync(() => _nodes.Two.Find("agent-1") is not null, () => _nodes.Time.Advance(ClusterFeed.CompareInterval));

        Assert.Contains(_nodes.Two.Logs.Lines, line => line.Contains("1 agents", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatIsNewIsShownWhileAllRowsAreStillBeingRead()
    {
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _nodes.Store.LoadsAfter = all.Task;
        _nodes.Time.Advance(ClusterFeed.CompareInterval);
        await using Candidate agent = new(_nodes.One, Cast.Who);
        await agent.AttestAsync();

        await Until.TrueAsync(() => _nodes.Two.Find("agent-1") is { Connected: true }, () => _nodes.Time.Advance(ClusterFeed.Interval));
        _nodes.Time.Advance(ClusterFeed.Interval);
        Assert.True(await _nodes.Two.Feed!.CatchUpAsync(None));

        all.SetResult();
    }

    [Fact]
    public async Task ACallerIsAnsweredByAReadThatBeganAfterIt()
    {
        World slow = _nodes.Two;
        Task<bool>[] asked = [.. Enumerable.Range(0, 20).Select(_ => slow.Feed!.CatchUpAsync(None).AsTask())];
        await using Candidate agent = new(_nodes.One, Cast.Who);
        await agent.AttestAsync();
        Assert.True(await slow.Feed!.CatchUpAsync(None));

        Assert.NotNull(slow.Find("agent-1"));
        Assert.All(await Task.WhenAll(asked), Assert.True);
    }

    [Fact]
    public async Task AStoppedFeedLeavesNobodyWaiting()
    {
        ClusterFeed feed = new(
            _nodes.Store, await _nodes.Store.LoadAsync(None), new FeedTargets(_nodes.One.Directory, _ => { }, new EventFeed(), _ => { }),
            _nodes.Time, NullLogger<ClusterFeed>.Instance);
        await feed.CatchUpAsync(None);
        await feed.DisposeAsync();

        Assert.False(await feed.CatchUpAsync(None));
    }

    private static AgentEvent.Attested Attested(AgentState state) => new()
    {
        Agent = state.Id,
        App = state.App,
        Binding = state.Binding,
        Repo = state.Repo,
        Network = state.Network,
        Approval = state.Approval,
        Facts = state.Attestation,
        Prefix = state.Prefix,
        Log = state.Log,
        Epoch = state.Epoch,
    };
}
