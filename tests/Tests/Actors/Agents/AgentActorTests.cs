using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Agents;

/// <summary>One tunnel's actor from its first frame to its last row.</summary>
public sealed class AgentActorTests : IAsyncLifetime
{
    private World _world = null!;

    public async Task InitializeAsync() => _world = await World.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task AWholeLifeIsShownAndWritten()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        Assert.Equal("active", _world.Directory.Find(Cast.App)!.StandingAt(_world.Time.Now).Status);
        Assert.True(agent.Actor.Attested);

        _world.Time.Advance(TimeSpan.FromSeconds(60));
        await agent.Actor.TellAsync(new AgentFrame.Health(false));
        await Until.TrueAsync(() => _world.Directory.Find(Cast.App)!.StandingAt(_world.Time.Now).Status == "unhealthy");
        _world.Time.Advance(TimeSpan.FromSeconds(60));
        await agent.LoseAsync();

        Assert.Equal("disconnected", _world.Directory.Find(Cast.App)!.StandingAt(_world.Time.Now).Status);
        Assert.Equal(new AgentPhase.Gone(_world.Time.Now, "agent"), _world.Find("agent-1")!.State.Phase);
        SessionRow session = await _world.SessionAsync("agent-1", 1);
        Assert.Equal((Cast.T0, _world.Time.Now, "agent"), (session.From, session.To, session.Cause));
        ExceptionRow trouble = Assert.Single(await _world.Store.ReadExceptionsAsync(Cast.Agent, CancellationToken.None));
        Assert.Equal((Cast.T0.AddSeconds(60), Cast.T0.AddSeconds(120), "health_fail"), (trouble.From, trouble.To, trouble.Kind));
    }

    [Fact]
    public async Task ItIsAskedAgainInTimeAndRenewed()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        _world.Time.AdvanceTo(_world.Find("agent-1")!.NextAttestAt!.Value);
        await Until.TrueAsync(() => agent.Challenges.Count() == 2);
        await agent.AnswerAsync();
        await Until.TrueAsync(() => agent.Reasons.Count(reason => reason == "attested") == 2);

        AgentState state = _world.Find("agent-1")!.State;
        Assert.Equal((1L, _world.Time.Now), (state.Epoch, state.Attestation.At));
        Assert.Equal("periodic", agent.Challenges.Last().Reason);
    }

    [Fact]
    public async Task AStrangersRefusalIsCountedAndNothingElseIsWritten()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.RegisterAsync();
        await agent.AnswerAsync(answer => answer with { Measurements = "{}"u8.ToArray() });
        await Until.TrueAsync(() => agent.Closed == TunnelClose.Refused);

        Assert.Null(_world.Find("agent-1"));
        Assert.Empty(await _world.Store.ReadEventsAsync(new EventQuery("node-1", 0, 10, null), CancellationToken.None));
        Assert.Equal(
            [new RowChange.AddRefusals(Cast.T0, "invalid_field:measurements", Cast.Home, 1)], _world.Refusals.Take()!.Changes);
    }

    [Fact]
    public async Task ARefusedRenewalEndsItWithEvidence()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        Assert.True(agent.Actor.AskAttestation());
        await Until.TrueAsync(() => agent.Challenges.Count() == 2);
        await agent.AnswerAsync(answer => answer with { Measurements = "{}"u8.ToArray() });
        await Until.TrueAsync(() => _world.Find("agent-1")!.State.Phase is AgentPhase.Refused);

        Assert.Equal(TunnelClose.Refused, agent.Closed);
        Assert.Equal("refused", (await _world.SessionAsync("agent-1", 1)).Cause);
        Assert.Equal("attestation_refused", Assert.Single(await _world.Store.ReadExceptionsAsync(Cast.Agent, CancellationToken.None)).Kind);
        Assert.Equal("operator", agent.Challenges.Last().Reason);
    }

    [Fact]
    public async Task AFullMailboxHoldsTheReaderBackAndAnEndingStillGetsThrough()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Store.BeforeAppend = _ =>
        {
            busy.TrySetResult();
            return new ValueTask(held.Task);
        };
        await agent.Actor.TellAsync(new AgentFrame.Health(false));
        await busy.Task;

        int taken = 0;
        while (agent.Actor.TellAsync(new FrameRefusal("invalid_json")).AsTask() is { IsCompleted: true } && taken <= Limits.MailboxMessages)
        {
            taken++;
        }

        Assert.Equal(Limits.MailboxMessages, taken);
        Assert.True(agent.Actor.End(AgentEnding.Banned));
        _world.Store.BeforeAppend = null;
        held.SetResult();
        await Until.TrueAsync(() => agent.Closed is not null);
        Assert.Equal(["attested", "agent_banned"], agent.Reasons.Where(reason => reason != "invalid_json"));
        await agent.LoseAsync();
        Assert.Equal("ban", (await _world.SessionAsync("agent-1", 1)).Cause);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFaultOfOursInJudgingIsNoVerdict(bool cancelled)
    {
        _world.BeforeAllowlist = _ => throw (cancelled ? new TaskCanceledException() : new InvalidOperationException("a bug"));
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();

        Assert.Equal(TunnelClose.TryLater, agent.Closed);
        Assert.Empty(agent.Reasons);
        Assert.Null(_world.Refusals.Take());
    }

    [Fact]
    public async Task AFaultOfOursDuringARecheckLeavesItServing()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        _world.BeforeAllowlist = _ => throw new TaskCanceledException();
        agent.Actor.AskAttestation();
        await Until.TrueAsync(() => agent.Challenges.Count() == 2);
        await agent.AnswerAsync();
        await Until.TrueAsync(() => _world.Find("agent-1")!.NextAttestAt == Cast.T0.AddSeconds(30));

        Assert.Null(agent.Closed);
        Assert.Equal("active", _world.Directory.Find(Cast.App)!.StandingAt(_world.Time.Now).Status);
    }

    [Fact]
    public async Task WhatIsAdmittedTooLateGetsItsEndWritten()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.RegisterAsync();
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Store.BeforeAppend = _ =>
        {
            busy.TrySetResult();
            return new ValueTask(held.Task);
        };
        await agent.AnswerAsync();
        await busy.Task;
        agent.Actor.Lose("agent");
        _world.Store.BeforeAppend = null;
        held.SetResult();
        await agent.Running;

        Assert.IsType<AgentPhase.Gone>(_world.Find("agent-1")!.State.Phase);
        Assert.NotNull((await _world.SessionAsync("agent-1", 1)).To);
        Assert.Null(_world.Find("agent-1")!.Live);
    }

    [Fact]
    public async Task AnEndIsWrittenOnceTheStoreIsBackWithTheInstantItHappened()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        _world.Store.Fault = new IOException("gone");
        agent.Actor.Lose("agent");
        await Until.TrueAsync(() => !_world.Writer.Healthy && !_world.Find("agent-1")!.Connected);
        Assert.False(agent.Running.IsCompleted);

        _world.Time.Advance(TimeSpan.FromSeconds(20));
        _world.Store.Fault = null;
        await Until.TrueAsync(() =>
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(500));
            return agent.Running.IsCompleted;
        });

        Assert.Equal(Cast.T0.AddSeconds(10), (await _world.SessionAsync("agent-1", 1)).To);
    }

    [Fact]
    public async Task AnAgentThatGoesWhileItsTunnelWaitsForTheStoreHasGoneThen()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Store.BeforeAppend = _ =>
        {
            busy.TrySetResult();
            return new ValueTask(held.Task);
        };
        await agent.Actor.TellAsync(new AgentFrame.Health(false));
        await busy.Task;
        await agent.Actor.TellAsync(new AgentFrame.Health(false));
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        agent.Actor.Lose("agent");
        _world.Time.Advance(TimeSpan.FromSeconds(10));

        _world.Store.BeforeAppend = null;
        held.SetResult();
        await agent.Running;

        Assert.Equal(Cast.T0.AddSeconds(10), (await _world.SessionAsync("agent-1", 1)).To);
        await WriteAsync("other");
        Assert.InRange((await _world.Store.ReadLogAsync("node-1", CancellationToken.None))!.CoveredTo, Cast.T0.AddSeconds(20), _world.Time.Now);
    }

    [Fact]
    public async Task UntilAnEndIsWrittenACrashCoversNothingBehindIt()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        DateTimeOffset gone = _world.Time.Now.AddSeconds(10);
        await LoseWhileTheStoreIsAwayAsync(agent, gone);

        // What else is written meanwhile does not vouch for the agent that has gone.
        _world.Store.Refuses = static entry => entry.Changes.Any(change => change is RowChange.CloseSession);
        _world.Store.Fault = null;
        await WriteAsync("other");
        LogRow? log = await _world.Store.ReadLogAsync("node-1", CancellationToken.None);
        await _world.Store.JoinAsync("node-1", _world.Time.Now, CancellationToken.None);
        _world.Store.Refuses = null;
        await Until.TrueAsync(() =>
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(500));
            return agent.Running.IsCompleted;
        });

        Assert.Equal(gone, log!.CoveredTo);
        Assert.Equal(gone, (await _world.SessionAsync("agent-1", 1)).CoveredTo);
    }

    [Fact]
    public async Task OnceAnEndIsWrittenTheLogVouchesForThePresentAgain()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        await LoseWhileTheStoreIsAwayAsync(agent, _world.Time.Now.AddSeconds(10));
        _world.Store.Fault = null;
        await Until.TrueAsync(() =>
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(500));
            return agent.Running.IsCompleted;
        });

        await WriteAsync("other");

        Assert.InRange((await _world.Store.ReadLogAsync("node-1", CancellationToken.None))!.CoveredTo, Cast.T0.AddSeconds(10.5), _world.Time.Now);
    }

    [Fact]
    public async Task AFaultThatWasNeverWrittenGoesWithTheEndAndIsNotCoveredBefore()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        DateTimeOffset sick = _world.Time.Now.AddSeconds(5);
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        _world.Store.Fault = new IOException("gone");
        await agent.Actor.TellAsync(new AgentFrame.Health(false));
        await Until.TrueAsync(() => !_world.Writer.Healthy);
        _world.Store.Refuses = static entry => entry.Changes.Any(change => change is RowChange.OpenException) && entry.Events.Count > 0;
        _world.Store.Fault = null;
        await WriteAsync("other");
        LogRow? log = await _world.Store.ReadLogAsync("node-1", CancellationToken.None);
        await LoseWhileTheStoreIsAwayAsync(agent, Cast.T0.AddSeconds(60));
        _world.Store.Refuses = null;
        _world.Store.Fault = null;
        await Until.TrueAsync(() =>
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(500));
            return agent.Running.IsCompleted;
        });

        Assert.Equal(sick, log!.CoveredTo);
        ExceptionRow fault = Assert.Single(await _world.Store.ReadExceptionsAsync(Cast.Agent, CancellationToken.None));
        Assert.Equal((sick, Cast.T0.AddSeconds(60), "health_fail"), (fault.From, fault.To, fault.Kind));
        await WriteAsync("another");
        Assert.InRange((await _world.Store.ReadLogAsync("node-1", CancellationToken.None))!.CoveredTo, Cast.T0.AddSeconds(10.5), _world.Time.Now);
    }

    [Fact]
    public async Task AnEndingClosesAtOnceWhileTheStoreIsGone()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        _world.Store.Fault = new IOException("gone");

        agent.Actor.End(AgentEnding.Operator);
        await Until.TrueAsync(() => agent.Closed == TunnelClose.Done);

        // A process that stops does not wait for a store that never comes back.
        Task stopped = _world.Writer.DisposeAsync().AsTask();
        agent.Actor.Lose("agent");
        await Until.TrueAsync(() =>
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(100));
            return stopped.IsCompleted && agent.Running.IsCompleted;
        });
    }

    [Fact]
    public async Task HealthThatCouldNotBeWrittenIsWrittenWithTheNextMessage()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        _world.Store.Fault = new IOException("gone");
        await agent.Actor.TellAsync(new AgentFrame.Health(false));
        await Until.TrueAsync(() => !_world.Writer.Healthy);
        _world.Store.Fault = null;
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        await agent.Actor.TellAsync(new AgentFrame.Health(false));
        await agent.Actor.TellAsync(new AgentFrame.Health(false));
        IReadOnlyList<ExceptionRow> rows = [];
        await Until.TrueAsync(() =>
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(10));
            rows = _world.Store.ReadExceptionsAsync(Cast.Agent, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return rows.Count > 0;
        });

        Assert.Equal((Cast.T0, "health_fail"), (Assert.Single(rows).From, rows[0].Kind));
    }

    [Fact]
    public async Task ANewerTunnelTakesOverAndTheOlderIsTold()
    {
        await using Candidate older = new(_world, Cast.Who);
        await older.AttestAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        await using Candidate newer = new(_world, Cast.Who);
        await newer.AttestAsync();
        await Until.TrueAsync(() => older.Closed is not null);
        await older.LoseAsync();

        Assert.Equal("superseded", older.Reasons.Last());
        Assert.True(_world.Find("agent-1")!.Connected);
        Assert.Same(newer, _world.Find("agent-1")!.Live!.Tunnel);
        SessionRow first = await _world.SessionAsync("agent-1", 1);
        Assert.Equal(("superseded", Cast.T0.AddSeconds(5)), (first.Cause, first.To));
        Assert.Null((await _world.SessionAsync("agent-1", 2)).To);
    }

    [Fact]
    public async Task OnAnotherMachineItDoesNot()
    {
        await using Candidate older = new(_world, Cast.Who);
        await older.AttestAsync();
        await using Candidate thief = new(_world, Cast.Who, "machine-b");
        await thief.AttestAsync();

        Assert.Equal(("agent_id_in_use", TunnelClose.Refused), (thief.Reasons.Last(), thief.Closed));
        Assert.Null(older.Closed);
        Assert.Same(older, _world.Find("agent-1")!.Live!.Tunnel);
    }

    [Fact]
    public async Task AProofThatIsJudgedAfterItsTunnelEndedTakesNobodysPlace()
    {
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.BeforeAllowlist = async _ =>
        {
            busy.TrySetResult();
            await held.Task;
        };
        await using Candidate older = new(_world, Cast.Who);
        await older.RegisterAsync();
        await older.AnswerAsync();
        await busy.Task;
        _world.BeforeAllowlist = null;
        older.Actor.End(AgentEnding.Operator);
        await Until.TrueAsync(() => older.Closed is not null);
        await using Candidate newer = new(_world, Cast.Who);
        await newer.AttestAsync();

        held.SetResult();
        await older.LoseAsync();

        Assert.Same(newer, _world.Find("agent-1")!.Live!.Tunnel);
        Assert.True(_world.Find("agent-1")!.Connected);
        Assert.Equal(1, _world.Find("agent-1")!.State.Epoch);
    }

    [Fact]
    public async Task ARenewalThatIsJudgedAfterItsTunnelEndedTakesNobodysPlace()
    {
        await using Candidate older = new(_world, Cast.Who);
        await older.AttestAsync();
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.BeforeAllowlist = async _ =>
        {
            busy.TrySetResult();
            await held.Task;
        };
        older.Actor.AskAttestation();
        await Until.TrueAsync(() => older.Challenges.Count() == 2);
        await older.AnswerAsync();
        await busy.Task;
        _world.BeforeAllowlist = null;
        await using Candidate newer = new(_world, Cast.Who);
        await newer.AttestAsync();
        await Until.TrueAsync(() => older.Closed is not null);

        held.SetResult();
        await older.LoseAsync();

        Assert.Same(newer, _world.Find("agent-1")!.Live!.Tunnel);
        Assert.Equal((true, 2L), (_world.Find("agent-1")!.Connected, _world.Find("agent-1")!.State.Epoch));
    }

    [Fact]
    public async Task ABanThatComesWhileItIsAdmittedEndsIt()
    {
        await using Candidate agent = new(
            _world, Cast.Who, prepare: actor => actor.Entering = () => _world.BanAsync(new BanTarget(BanScope.Agent, "agent-1")).GetAwaiter().GetResult());
        await agent.AttestAsync();
        await Until.TrueAsync(() => agent.Closed is not null);

        Assert.Equal("agent_banned", agent.Reasons.Last());
    }

    [Fact]
    public async Task AReleaseThatComesWhileItIsAdmittedEndsIt()
    {
        await using Candidate agent = new(_world, Cast.Who, prepare: actor => actor.Entering = () =>
        {
            AppState before = _world.Directory.Find(Cast.App)!.State;
            AppState after = AppDecider.Evolve(before, new AppEvent.Released(Cast.App, ""));
            _world.Writer.WriteAsync(WriteEntry.Of(new RowChange.PutApp(after, before.Version))).AsTask().GetAwaiter().GetResult();
        });
        await agent.AttestAsync();
        await Until.TrueAsync(() => agent.Closed is not null);

        Assert.Equal("not_registered", agent.Reasons.Last());
    }

    [Fact]
    public async Task ABannedAgentIsNotEvenChallenged()
    {
        await _world.BanAsync(new BanTarget(BanScope.Release, "acme/hello@v1.0.0"));
        await using Candidate agent = new(_world, Cast.Who);
        await agent.RegisterAsync();

        Assert.Empty(agent.Challenges);
        Assert.Equal(["agent_banned"], agent.Reasons);
    }

    [Fact]
    public async Task ABanOnItsPlatformHoldsUnderANewId()
    {
        await using Candidate agent = new(_world, Cast.Who);
        await agent.AttestAsync();
        await _world.BanAsync(new BanTarget(BanScope.Platform, _world.Find("agent-1")!.State.Attestation.Platform));
        await Until.TrueAsync(() => agent.Closed is not null);
        await using Candidate again = new(_world, Cast.Register("agent-2"));
        await again.AttestAsync();
        await using Candidate elsewhere = new(_world, Cast.Register("agent-3"), "machine-b");
        await elsewhere.AttestAsync();

        Assert.Equal("agent_banned", again.Reasons.Last());
        Assert.Equal("awaiting_approval", elsewhere.Reasons.Last());
    }

    [Fact]
    public async Task WhereThereIsNoPlaceItComesBackLater()
    {
        await using Candidate agent = new(_world, Cast.Who, prepare: actor => actor.Registering = _ => false);
        await agent.RegisterAsync();

        Assert.Equal(TunnelClose.TryLater, agent.Closed);
        Assert.Empty(agent.Frames);
    }

    [Fact]
    public async Task ManyAgentsOfOneAppCanComeAtOnce()
    {
        await using Candidate first = new(_world, Cast.Who);
        await first.AttestAsync();
        Candidate[] others = [.. Enumerable.Range(2, 20).Select(i => new Candidate(_world, Cast.Register("agent-" + i), "machine-" + i))];
        await Task.WhenAll(others.Select(one => one.AttestAsync()));

        Assert.All(others, one => Assert.Equal("awaiting_approval", one.Reasons.Last()));
        Assert.Equal(21, _world.Directory.Find(Cast.App)!.Agents.Length);
        Assert.Single(_world.Directory.Find(Cast.App)!.StandingAt(_world.Time.Now).Eligible);
        foreach (Candidate one in others)
        {
            await one.DisposeAsync();
        }
    }

    private async Task LoseWhileTheStoreIsAwayAsync(Candidate agent, DateTimeOffset at)
    {
        _world.Time.AdvanceTo(at);
        _world.Store.Fault = new IOException("gone");
        agent.Actor.Lose("agent");
        await Until.TrueAsync(() => !_world.Writer.Healthy && !_world.Find("agent-1")!.Connected);
    }

    private async Task WriteAsync(string key)
    {
        WriteOutcome outcome = WriteOutcome.Unavailable;
        while (outcome == WriteOutcome.Unavailable)
        {
            Task<WriteOutcome> write = _world.Writer.WriteAsync(WriteEntry.Of(new RowChange.PutValue(key, new byte[] { 1 }))).AsTask();
            await Until.TrueAsync(() =>
            {
                _world.Time.Advance(TimeSpan.FromMilliseconds(10));
                return write.IsCompleted;
            });
            outcome = await write;
        }

        Assert.Equal(WriteOutcome.Committed, outcome);
    }
}
