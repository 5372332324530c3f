using System.Collections.Immutable;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Actors;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Simulation;

/// <summary>Agents come, prove, fail, move, are banned and go, while hours pass and sources and store break; the laws hold after each step.</summary>
public sealed class AgentsOverTimeTests
{
    private const int Steps = 1000;
    private static readonly string[] Machines = ["machine-a", "machine-b"];
    private static readonly string[] Apps = ["hello", "world"];
    private static readonly string[] Repos = ["acme/hello", "acme/hello", "acme/hello", "evil/hello"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task TheLawsHoldAfterEachStep(int seed)
    {
        World world = await World.StartAsync(joinOpen: seed % 2 == 0);
        Dice jitter = new(~(ulong)seed);
        world.Services = world.Services with { Jitter = () => jitter.Roll(1001) / 1000.0 };
        Run run = new(world, new Dice((ulong)seed));
        for (int step = 0; step < Steps; step++)
        {
            string did = "start";
            try
            {
                did = await run.StepAsync();
                await run.CheckAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, step {step} ({did}): {e.Message}", e);
            }
        }

        await run.EndAsync();
    }

    private sealed class Run(World world, Dice dice)
    {
        private readonly List<Candidate> _agents = [];
        private readonly Dictionary<AgentId, (long Epoch, long Version)> _seen = [];

        public async Task<string> StepAsync()
        {
            switch (dice.Roll(16))
            {
                case 0 or 1 or 2 or 3:
                    return await ComeAsync();
                case 4 when Any() is { } leaving:
                    _agents.Remove(leaving);
                    await leaving.DisposeAsync();
                    return "left " + leaving.Who.AgentId;
                case 5 or 6 when Any() is { } said:
                    await said.Actor.TellAsync(new AgentFrame.Health(dice.Roll(4) != 0));
                    return "health " + said.Who.AgentId;
                case 7 when Any() is { } asked:
                    asked.Actor.AskAttestation();
                    return "asked " + asked.Who.AgentId;
                case 8 when Any() is { } faulty:
                    await faulty.Actor.TellAsync(new FrameRefusal("invalid_json"));
                    return "fault " + faulty.Who.AgentId;
                case 9:
                    return await BanAsync();
                case 10:
                    return await ApproveAsync();
                case 11:
                    return await ReleaseAsync();
                case 12:
                    return await BreakAsync();
                default:
                    TimeSpan by = dice.Pick([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)]);
                    return await PassAsync(by);
            }
        }

        /// <summary>What must be true at every instant, and what must be true once everybody has finished what they were doing.</summary>
        public async Task CheckAsync()
        {
            foreach (AppEntry app in world.Directory.Apps)
            {
                CheckEligible(app);
            }

            for (int tries = 1; ; tries++)
            {
                await SettleAsync();
                try
                {
                    await CheckSettledAsync();
                    return;
                }
                catch (Xunit.Sdk.XunitException) when (tries < 200)
                {
                    // An actor was still writing between two of the reads.
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                }
            }
        }

        private async Task CheckSettledAsync()
        {
            StoreSnapshot rows = await world.Store.LoadAsync(CancellationToken.None);
            Assert.Equal(rows.Agents.OrderBy(row => row.Id.Value, StringComparer.Ordinal).Select(Key), world.Directory.Agents
                .Select(entry => entry.State).OrderBy(row => row.Id.Value, StringComparer.Ordinal).Select(Key));
            Assert.Equal(rows.Apps.OrderBy(row => row.Name.Value, StringComparer.Ordinal), world.Directory.Apps
                .Select(entry => entry.State).OrderBy(row => row.Name.Value, StringComparer.Ordinal));
            Assert.Equal(rows.Bans.Count, world.Directory.Bans.Count());
            foreach (AgentState row in rows.Agents)
            {
                (long Epoch, long Version) before = _seen.GetValueOrDefault(row.Id);
                Assert.True(row.Epoch >= before.Epoch && row.Version >= before.Version, "rows never fall back");
                _seen[row.Id] = (row.Epoch, row.Version);
                await CheckSessionsAsync(row);
            }

            foreach (AppEntry app in world.Directory.Apps)
            {
                CheckApp(app, rows.Bans);
            }
        }

        public async Task EndAsync()
        {
            foreach (Candidate agent in _agents)
            {
                await agent.DisposeAsync();
            }

            _agents.Clear();
            await CheckAsync();
            Assert.DoesNotContain(world.Directory.Agents, entry => entry.Live is not null || entry.State.Phase is AgentPhase.Connected);

            // A restart shows the same rows, with the same answer.
            AgentDirectory again = new(world.Directory.Rules);
            again.Load(await world.Store.LoadAsync(CancellationToken.None));
            Assert.Equal(
                world.Directory.Apps.OrderBy(app => app.State.Name.Value, StringComparer.Ordinal).Select(app => app.StandingAt(world.Time.Now).Status),
                again.Apps.OrderBy(app => app.State.Name.Value, StringComparer.Ordinal).Select(app => app.StandingAt(world.Time.Now).Status));
            await world.DisposeAsync();
        }

        private static (AgentId Id, long Epoch, long Version, AgentPhase Phase, Approval Approval) Key(AgentState row) =>
            (row.Id, row.Epoch, row.Version, row.Phase, row.Approval);

        private async Task CheckSessionsAsync(AgentState row)
        {
            IReadOnlyList<SessionRow> sessions = await world.Store.ReadSessionsAsync(row.Id, CancellationToken.None);
            Assert.Equal(row.Epoch, sessions.Count);
            Assert.All(sessions.SkipLast(1), session => Assert.NotNull(session.To));
            Assert.All(sessions.Zip(sessions.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From, "sessions do not overlap"));
            Assert.Equal(row.Phase is AgentPhase.Connected, sessions[^1].To is null);
            if (row.Phase is not AgentPhase.Connected)
            {
                Assert.DoesNotContain(await world.Store.ReadExceptionsAsync(row.Id, CancellationToken.None), exception => exception.To is null);
            }
        }

        private void CheckEligible(AppEntry app)
        {
            ImmutableArray<AgentEntry> eligible = app.StandingAt(world.Time.Now).Eligible;
            Assert.Equal(eligible.Length, eligible.Select(entry => entry.State.Id).Distinct().Count());
            foreach (AgentEntry entry in eligible)
            {
                Assert.Equal((entry.State.Epoch, Approval.Approved, HealthStatus.Pass), (entry.Live!.Epoch, entry.State.Approval, entry.Health));
                Assert.IsType<AgentPhase.Connected>(entry.State.Phase);
                Assert.Null(entry.BannedBy);
                Assert.True(world.Time.Now < entry.State.Attestation.At + Cast.Rules.AttestationLifetime);
                Assert.Equal(
                    (app.State.Repo, app.State.Binding, AppPhase.Bound), (entry.State.Repo, entry.State.Binding, app.State.Phase));
            }
        }

        private void CheckApp(AppEntry app, IReadOnlyList<Ban> bans)
        {
            CheckEligible(app);
            foreach (AgentEntry entry in app.StandingAt(world.Time.Now).Eligible)
            {
                Candidate tunnel = Assert.IsType<Candidate>(entry.Live!.Tunnel);
                Assert.Null(tunnel.Closed);
                Assert.True(tunnel.Actor.Attested);
                Assert.DoesNotContain(BanTargets.Of(entry.State), target => bans.Any(ban => ban.Target == target));
            }

            foreach (IGrouping<AgentId, Candidate> same in _agents.Where(one => one.Closed is null && one.Actor.Attested).GroupBy(one => one.Who.AgentId))
            {
                Assert.Same(Assert.Single(same), world.Directory.Find(same.Key)!.Live?.Tunnel);
            }
        }

        // Each actor finishes what it was told and what it judges before the dice are rolled again: so a seed repeats a run.
        private async Task SettleAsync()
        {
            foreach (Candidate agent in _agents.ToList())
            {
                await agent.Actor.SettledAsync();
                await AnswerAsync(agent);
                if (agent.Closed is not null)
                {
                    _agents.Remove(agent);
                    await agent.DisposeAsync();
                }
            }

            // Some were ended by what others did after their turn.
            await Task.WhenAll(_agents.Select(agent => agent.Actor.SettledAsync()));
            await world.Writer.WriteAsync(WriteEntry.Of());
            foreach (Candidate closed in _agents.Where(one => one.Closed is not null).ToList())
            {
                _agents.Remove(closed);
                await closed.DisposeAsync();
            }
        }

        private async Task<string> ComeAsync()
        {
            int id = dice.Roll(5);
            string app = dice.Roll(8) == 0 ? dice.Pick(Apps) : Apps[id % 2];
            string machine = dice.Roll(6) == 0 ? dice.Pick(Machines) : Machines[id % 2];
            Candidate agent = new(world, Cast.Register("agent-" + id, app, dice.Pick(Repos)), machine);
            _agents.Add(agent);
            if (dice.Roll(8) == 0)
            {
                return "came and said nothing";
            }

            await agent.RegisterAsync();
            if (dice.Roll(8) == 0)
            {
                return "came and does not answer";
            }

            if (dice.Roll(6) == 0 && agent.Closed is null)
            {
                await agent.AnswerAsync();
                _agents.Remove(agent);
                await agent.DisposeAsync();
                return "answered and left at once";
            }

            await AnswerAsync(agent);
            return $"came {agent.Who.AgentId} for {app} on {machine}: {agent.Reasons.LastOrDefault()}";
        }

        // Answers what is open, and waits for what comes of it.
        private async Task AnswerAsync(Candidate agent)
        {
            ControlFrame? last = agent.Frames.LastOrDefault(frame => frame is ControlFrame.AttestRequest or ControlFrame.Status { Reason: "attested" or "awaiting_approval" });
            if (agent.Closed is not null || last is not ControlFrame.AttestRequest open || agent.Answered == open.Nonce)
            {
                return;
            }

            agent.Answered = open.Nonce;
            bool lies = dice.Roll(10) == 0;
            await agent.AnswerAsync(answer => lies ? answer with { Nonce = Cast.NonceOf(0xbad).Value } : answer);
            await agent.Actor.SettledAsync();
        }

        private async Task<string> PassAsync(TimeSpan by)
        {
            DateTimeOffset until = world.Time.Now + by;
            while (world.Time.Now < until)
            {
                TimeSpan step = world.Time.UntilNextTimer is { } next && next < until - world.Time.Now ? next : until - world.Time.Now;
                world.Time.Advance(step < TimeSpan.FromSeconds(20) && by > TimeSpan.FromMinutes(1) ? Min(TimeSpan.FromSeconds(20), until - world.Time.Now) : step);
                await SettleAsync();
            }

            return "passed " + by;
        }

        private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

        private async Task<string> BanAsync()
        {
            if (world.Directory.Bans.OrderBy(ban => ban.Target.ToString(), StringComparer.Ordinal).FirstOrDefault() is { } standing && dice.Roll(4) != 0)
            {
                await world.Writer.WriteAsync(WriteEntry.Of(new RowChange.RemoveBan(standing.Target)));
                return "lifted " + standing.Target;
            }

            BanTarget target = new(BanScope.Agent, "agent-" + dice.Roll(5));
            if (world.Directory.Agents.OrderBy(one => one.State.Id.Value, StringComparer.Ordinal).Skip(dice.Roll(5)).FirstOrDefault() is { } known && dice.Roll(2) == 0)
            {
                target = dice.Pick(BanTargets.Of(known.State).ToList());
            }

            await world.BanAsync(target);
            await Until.TrueAsync(() => !_agents.Any(one => one.Closed is null && one.Actor.Attested
                && world.Find(one.Who.AgentId.Value) is { BannedBy: not null, Live: not null }));
            return "banned " + target;
        }

        private async Task<string> ApproveAsync()
        {
            AgentActions actions = new(world.Directory, world.Writer, world.Time);
            AgentId agent = AgentId.Parse("agent-" + dice.Roll(5));
            await actions.ApproveAsync(agent, new("alice", ""));
            if (dice.Roll(3) == 0)
            {
                await actions.DisconnectAsync(agent, new("alice", ""));
                await Until.TrueAsync(() => world.Directory.Find(agent)?.Live is null);
            }

            return "approved or sent away " + agent;
        }

        private async Task<string> ReleaseAsync()
        {
            if (dice.Roll(4) != 0)
            {
                return "nothing";
            }

            AppName app = AppName.Parse(dice.Pick(Apps));
            await new AppActions(world.Directory, world.Writer, world.Time).ReleaseAsync(app, new("alice", ""));
            await Until.TrueAsync(() => world.Directory.Find(app)?.Agents.All(entry => entry.Live is null) != false);
            return "released " + app;
        }

        // Breaks a source for a while, or the store for a moment in which somebody leaves.
        private async Task<string> BreakAsync()
        {
            if (dice.Roll(2) == 0)
            {
                world.CollateralDown = !world.CollateralDown;
                return "collateral down: " + world.CollateralDown;
            }

            world.Store.Fault = new IOException("gone");
            Candidate? leaving = Any();
            Task left = Task.CompletedTask;
            if (leaving is not null)
            {
                _agents.Remove(leaving);
                left = leaving.DisposeAsync().AsTask();
            }

            Task<WriteOutcome> refused = world.Writer.WriteAsync(WriteEntry.Of()).AsTask();
            await Until.TrueAsync(() => refused.IsCompleted);
            world.Store.Fault = null;
            await Until.TrueAsync(() =>
            {
                world.Time.Advance(TimeSpan.FromMilliseconds(200));
                return left.IsCompleted && world.Writer.Healthy;
            });
            return "store was gone while " + leaving?.Who.AgentId + " left";
        }

        private Candidate? Any() => _agents.Count == 0 ? null : dice.Pick(_agents);
    }
}
