using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Proofs;

/// <summary>Connected agents whose collateral, rules or allowlist change: judged again from what is kept, each change beside one that harms nobody.</summary>
public sealed class ReappraiserTests : IAsyncLifetime
{
    private const string Strict = "strict-1";
    private World _world = null!;

    public async Task InitializeAsync() => _world = await World.StartAsync(networks: networks =>
    {
        networks[Strict] = NetworkPolicy.Sandbox1(development: true) with
        {
            Name = Strict,
            AcceptedStatuses = new HashSet<TcbStatus> { TcbStatus.UpToDate },
            GraceDays = new Dictionary<TcbStatus, int> { [TcbStatus.ConfigurationNeeded] = 30 },
        };
    });

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task ATcbRecoveryEndsThoseWhoseNetworkDoesNotTakeItAndRenewsTheOthers()
    {
        await using Candidate strict = await AttestedAsync("agent-1", Strict);
        await using Candidate lenient = await AttestedAsync("agent-2", "sandbox-1", "other");
        AttestationFacts before = Facts("agent-2");

        _world.CollateralNow = Issue(CollateralOptions.ForStatus(TcbStatus.OutOfDate));
        Review(strict, lenient);

        await Until.TrueAsync(() => _world.Find("agent-1")!.State.Phase is AgentPhase.Refused);
        AgentPhase.Refused refused = (AgentPhase.Refused)_world.Find("agent-1")!.State.Phase;
        Assert.Equal(("tcb_rejected:OutOfDate", TunnelClose.Refused), (refused.Reason, strict.Closed));
        Assert.StartsWith("strict-1 does not take this TCB status. OutOfDate: ", refused.Detail);
        await Until.TrueAsync(() => Facts("agent-2").TcbStatus == "OutOfDate");
        AttestationFacts after = Facts("agent-2");
        Assert.Null(lenient.Closed);
        Assert.Equal((before.At, before.QuoteSha256, before.AllowlistSha256), (after.At, after.QuoteSha256, after.AllowlistSha256));
        Assert.NotEqual(before.CollateralSha256, after.CollateralSha256);
        Assert.StartsWith("OutOfDate: ", after.TcbDetail);
        Assert.NotNull(await _world.Store.ReadBlobAsync(after.CollateralSha256!, CancellationToken.None));
        StoredEvent last = (await _world.Store.ReadEventsAsync(new EventQuery("node-1", 0, 100, null), CancellationToken.None)).Single(e => e.Body is AgentEvent.Reappraised);
        Assert.Equal("system", last.Actor);
    }

    [Fact]
    public async Task ReissuedCollateralOfTheSameContentRenewsWithoutHarm()
    {
        await using Candidate agent = await AttestedAsync("agent-1", Strict);
        string? before = Facts("agent-1").CollateralSha256;

        _world.CollateralNow = Issue(new CollateralOptions { TcbInfo = recipe => recipe with { EvaluationNumber = 21 } });
        Review(agent);

        await Until.TrueAsync(() => Facts("agent-1").CollateralSha256 != before);
        Assert.Null(agent.Closed);
        Assert.Equal("UpToDate", Facts("agent-1").TcbStatus);
    }

    [Theory]
    [InlineData(false, "measurement_mismatch:rtmr2")]
    [InlineData(true, null)]
    public async Task AnotherAllowlistIsTheMeasureFromNowOn(bool admits, string? refusal)
    {
        await using Candidate agent = await AttestedAsync("agent-1", "sandbox-1");
        string before = Facts("agent-1").AllowlistSha256;
        EasyEnclave.Simulation.Quotes.SimulatedTd td = admits ? World.Td : World.Td with { Rtmr2 = new byte[48] };

        _world.Releases = tag => new AllowlistFetch.Found(SimulatedRelease.Allowlist(td, World.Claims, tag, Cast.T0.AddDays(1)), "test");
        Review(agent);

        await Until.TrueAsync(() => refusal is null ? Facts("agent-1").AllowlistSha256 != before : agent.Closed == TunnelClose.Refused);
        Assert.Equal(refusal, agent.Reasons.LastOrDefault(reason => reason != "attested"));
    }

    [Fact]
    public async Task NothingThatASourceIsToBlameForEndsAnybody()
    {
        CollateralBundle good = World.Platform.IssueCollateral(Cast.T0);
        _world.CollateralNow = () => good;
        await using Candidate agent = await AttestedAsync("agent-1", Strict);
        CollateralBundle?[] broken =
        [
            null, new CollateralBundle(), good with { PckCrl = null }, good with { RootCaCrl = new byte[] { 1, 2, 3 } }, good with { TcbInfoIssuerChain = "x" },
            good with { QeIdentity = new SignedDocument(good.TcbInfo!.Body, good.TcbInfo.Signature) },
            good with { TcbInfo = new SignedDocument(good.TcbInfo.Body, new byte[64]) },
        ];
        foreach (CollateralBundle? bundle in broken)
        {
            _world.CollateralNow = () => bundle;
            Assert.IsType<Reappraisal.Undecided>(await JudgeAsync("agent-1"));
        }

        _world.CollateralNow = () => good;
        foreach (AllowlistFetch fetch in new AllowlistFetch[]
        {
            new AllowlistFetch.Unavailable(), new AllowlistFetch.Invalid("x"), new AllowlistFetch.Found("{"u8.ToArray(), "test"),
        })
        {
            _world.Releases = _ => fetch;
            Assert.IsType<Reappraisal.Undecided>(await JudgeAsync("agent-1"));
        }

        _world.Releases = static tag => new AllowlistFetch.Found(World.List(tag), "test");
        Assert.IsType<Reappraisal.Stands>(await JudgeAsync("agent-1"));
        Review(agent);
        Assert.Null(agent.Closed);
    }

    [Fact]
    public async Task OtherRulesAreTheMeasureFromNowOn()
    {
        CollateralBundle good = World.Platform.IssueCollateral(Cast.T0);
        _world.CollateralNow = () => good;
        await using Candidate agent = await AttestedAsync("agent-1", "sandbox-1");
        NetworkPolicy sandbox = NetworkPolicy.Sandbox1(development: true);

        Assert.IsType<Reappraisal.Stands>(await JudgeByAsync(sandbox));
        Reappraisal.Renewed renewed = Assert.IsType<Reappraisal.Renewed>(await JudgeByAsync(sandbox with { MinTcbEvaluationNumber = 20 }));
        Assert.True(NetworkPolicy.TryParseDocument(renewed.Kept[renewed.Facts.PolicySha256!], out NetworkPolicy? kept));
        Assert.Equal(20, kept.MinTcbEvaluationNumber);
        Assert.Equal(
            "policy_refused:tcb_evaluation_number",
            Assert.IsType<Reappraisal.Refused>(await JudgeByAsync(sandbox with { MinTcbEvaluationNumber = 21 })).Reason);
        Assert.Equal("invalid_network", Assert.IsType<Reappraisal.Refused>(await JudgeByAsync(null)).Reason);
    }

    [Fact]
    public async Task AThousandAgentsWhoseMeasureIsTheSameCostNoVerificationAndOneQuestionASource()
    {
        CollateralBundle good = World.Platform.IssueCollateral(Cast.T0);
        _world.CollateralNow = () => good;
        await using Candidate agent = await AttestedAsync("agent-1", Strict);
        AgentState row = _world.Find("agent-1")!.State;
        CountingInbox inbox = new();
        for (int i = 0; i < 1000; i++)
        {
            AgentId id = AgentId.Parse($"crowd-{i}");
            _world.Directory.Apply(WriteEntry.Of(new RowChange.PutAgent(row with { Id = id }, 0, 0)));
            _world.Directory.Attach(id, new LiveTunnel(row.Epoch, agent, inbox), Cast.T0.AddHours(1), Cast.T0);
        }

        _world.Fetched.Clear();
        await using ReappraisalRounds rounds = new(
            _world.Directory, _world.Reappraiser, TimeSpan.FromMinutes(5), _world.Time, NullLogger<ReappraisalRounds>.Instance);
        rounds.Signal();
        await Until.TrueAsync(() => _world.Fetched.Count == 2);
        _world.CollateralNow = Issue(CollateralOptions.ForStatus(TcbStatus.OutOfDate));
        Assert.Equal(0, inbox.Reviews);
        rounds.Signal();
        await Until.TrueAsync(() => inbox.Reviews == 1000);
        Assert.InRange(_world.Fetched.Count, 4, 6);
    }

    [Theory]
    [InlineData("allowlist_not_found")]
    [InlineData("allowlist_changed")]
    public async Task AListThatIsGoneOrChangedIsAVerdict(string reason)
    {
        await using Candidate agent = await AttestedAsync("agent-1", Strict);

        _world.Releases = _ => reason == "allowlist_changed" ? new AllowlistFetch.Changed() : new AllowlistFetch.NotFound();

        Assert.Equal(reason, Assert.IsType<Reappraisal.Refused>(await JudgeAsync("agent-1")).Reason);
    }

    [Fact]
    public async Task AWithdrawnCertificateIsAVerdict()
    {
        await using Candidate agent = await AttestedAsync("agent-1", "sandbox-1");

        _world.CollateralNow = Issue(new CollateralOptions { Revoked = [EasyEnclave.Simulation.Keys.PlatformRole.PlatformCa] });

        Assert.Equal("quote_invalid:ca_revoked", Assert.IsType<Reappraisal.Refused>(await JudgeAsync("agent-1")).Reason);
    }

    [Fact]
    public async Task AGraceEndsForAConnectedAgentAtItsInstant()
    {
        DateTimeOffset end = Cast.T0.AddMinutes(10);
        _world.CollateralNow = Issue(CollateralOptions.ForStatus(TcbStatus.ConfigurationNeeded).And(Dated(end.AddDays(-30), end)));
        await using Candidate agent = await AttestedAsync("agent-1", Strict);
        Assert.Equal(end, Facts("agent-1").GraceUntil);
        Assert.Contains("grace for it ends at 2026-01-01T00:10:00Z", Facts("agent-1").TcbDetail, StringComparison.Ordinal);

        for (int i = 0; i < 9; i++)
        {
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            await agent.Actor.TellAsync(new EasyEnclave.Protocol.Tunnel.AgentFrame.Health(true));
        }

        _world.Time.AdvanceTo(end.AddMicroseconds(-1));
        Assert.IsType<Reappraisal.Stands>(await JudgeAsync("agent-1"));
        Assert.Null(agent.Closed);
        await Until.TrueAsync(() =>
        {
            // The actor arms its timer when it has worked off its mailbox.
            _world.Time.Advance(TimeSpan.FromMilliseconds(1));
            return agent.Closed is not null;
        });

        Assert.Equal("tcb_rejected:ConfigurationNeeded", agent.Reasons.Last());
        await Until.TrueAsync(() => _world.Find("agent-1")!.State.Phase is AgentPhase.Refused);
        Assert.Contains("is over", ((AgentPhase.Refused)_world.Find("agent-1")!.State.Phase).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CollateralThatEndsWithoutASuccessorEndsItsAgents()
    {
        _world.CollateralNow = Issue(new CollateralOptions { TcbInfo = recipe => recipe with { NextUpdate = Cast.T0.AddMinutes(1) } });
        await using Candidate agent = await AttestedAsync("agent-1", Strict);

        _world.Time.AdvanceTo(Cast.T0.AddMinutes(1));
        Assert.IsType<Reappraisal.Stands>(await JudgeAsync("agent-1"));
        await Until.TrueAsync(() =>
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(1));
            return agent.Closed is not null;
        });

        Assert.Equal("quote_invalid:tcb_info_window", agent.Reasons.Last());
    }

    [Fact]
    public async Task AChangedListCountsAlsoWhileNoCollateralCanBeHad()
    {
        await using Candidate agent = await AttestedAsync("agent-1", Strict);
        _world.CollateralDown = true;
        Assert.IsType<Reappraisal.Undecided>(await JudgeAsync("agent-1"));

        _world.Releases = _ => new AllowlistFetch.Changed();

        Assert.Equal("allowlist_changed", Assert.IsType<Reappraisal.Refused>(await JudgeAsync("agent-1")).Reason);
    }

    [Fact]
    public async Task ARowThatMovedOnMeanwhileIsLeftAsItIs()
    {
        await using Candidate agent = await AttestedAsync("agent-1", "sandbox-1");
        AgentState old = _world.Find("agent-1")!.State;
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        agent.Actor.AskAttestation();
        await Until.TrueAsync(() => agent.Challenges.Count() == 2);
        await agent.AnswerAsync();
        await Until.TrueAsync(() => Facts("agent-1").At == _world.Time.Now);

        _world.CollateralNow = Issue(CollateralOptions.ForStatus(TcbStatus.OutOfDate));

        Assert.IsType<Reappraisal.Undecided>(await _world.Reappraiser.JudgeAsync(old, Cast.Home, CancellationToken.None));
        Assert.Null(AgentDecider.Decide(_world.Find("agent-1")!.State, new AgentCommand.Reappraise(1, old.Attestation, Cast.T0)).Event);
    }

    [Fact]
    public async Task ARoundAsksEachSourceOnceAndDisturbsOnlyThoseWhoseMeasureChanged()
    {
        await using Candidate first = await AttestedAsync("agent-1", Strict);
        await using Candidate second = await AttestedAsync("agent-2", Strict, app: "hello", approve: true);
        await using Candidate other = await AttestedAsync("agent-3", "sandbox-1", "other");
        _world.Fetched.Clear();
        await using ReappraisalRounds rounds = new(
            _world.Directory, _world.Reappraiser, TimeSpan.FromMinutes(5), _world.Time, NullLogger<ReappraisalRounds>.Instance);

        rounds.Signal();
        await Until.TrueAsync(() => _world.Fetched.Count >= 3);
        Assert.Equal(["allowlist", "allowlist", "collateral"], _world.Fetched.Order());

        _world.CollateralNow = Issue(CollateralOptions.ForStatus(TcbStatus.OutOfDate));
        rounds.Signal();
        await Until.TrueAsync(() => first.Closed is not null && second.Closed is not null && Facts("agent-3").TcbStatus == "OutOfDate");
        Assert.Null(other.Closed);
    }

    [Fact]
    public async Task ARoundComesByItselfWithinAMinute()
    {
        await using Candidate agent = await AttestedAsync("agent-1", Strict);
        await using ReappraisalRounds rounds = new(
            _world.Directory, _world.Reappraiser, TimeSpan.FromMinutes(5), _world.Time, NullLogger<ReappraisalRounds>.Instance);
        _world.CollateralNow = Issue(CollateralOptions.ForStatus(TcbStatus.OutOfDate));

        await Until.TrueAsync(() => _world.Time.ArmedTimers >= 2);
        _world.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(agent.Closed);
        _world.Time.Advance(TimeSpan.FromSeconds(31));
        await Until.TrueAsync(() => agent.Closed is not null);
    }

    // The platform's level is the oldest.
    private static CollateralOptions Dated(DateTimeOffset platform, DateTimeOffset others) => new()
    {
        TcbInfo = recipe => recipe with
        {
            Levels = [.. recipe.Levels.Select(level => level with { TcbDate = platform })],
            Modules = [.. recipe.Modules!.Select(module => module with { Levels = [.. module.Levels.Select(level => level with { TcbDate = others })] })],
        },
        QeIdentity = recipe => recipe with { Levels = [.. recipe.Levels.Select(level => level with { TcbDate = others })] },
    };

    private static Func<CollateralBundle?> Issue(CollateralOptions options)
    {
        CollateralBundle bundle = World.Platform.IssueCollateral(Cast.T0, options);
        return () => bundle;
    }

    private AttestationFacts Facts(string agent) => _world.Find(agent)!.State.Attestation;

    private ValueTask<Reappraisal> JudgeAsync(string agent) => _world.Reappraiser.JudgeAsync(_world.Find(agent)!.State, Cast.Home, CancellationToken.None);

    /// <summary>Judges as a server does whose network has these rules; null for none of that name.</summary>
    private async Task<Reappraisal> JudgeByAsync(NetworkPolicy? policy)
    {
        ProverOptions options = new()
        {
            Networks = policy is null ? new Dictionary<string, NetworkPolicy>() : new Dictionary<string, NetworkPolicy> { [policy.Name] = policy },
            Anchors = [new TrustAnchor(new EasyEnclave.Attestation.QuoteVerifier(World.Platform.TrustRoot), _world)],
        };
        using Reappraiser reappraiser = new Prover(options, _world, new VerificationQueue(1), _world.Time).ReappraiserOver(_world.Store);
        return await reappraiser.JudgeAsync(_world.Find("agent-1")!.State, Cast.Home, CancellationToken.None);
    }

    private static void Review(params Candidate[] agents) => Assert.All(agents, agent => Assert.True(agent.Actor.AskReview()));

    private async Task<Candidate> AttestedAsync(string agent, string network, string app = "hello", bool approve = false)
    {
        Candidate candidate = new(_world, Cast.Register(agent, app, app == "hello" ? "acme/hello" : "acme/other", network));
        await candidate.AttestAsync();
        Assert.Null(candidate.Closed);
        Assert.Equal(approve ? "awaiting_approval" : "attested", candidate.Reasons.Last());
        return candidate;
    }

    /// <summary>Counts how often a review was asked for.</summary>
    private sealed class CountingInbox : IAgentInbox
    {
        private int _reviews;

        public int Reviews => _reviews;

        public bool AskReview() => Interlocked.Increment(ref _reviews) > 0;

        public bool AskAttestation() => true;

        public bool End(AgentEnding ending) => true;
    }
}
