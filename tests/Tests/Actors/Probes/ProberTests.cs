using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Probes;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Edge;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Probes;

/// <summary>An agent on a node that is being paid, asked in each slot through a tunnel that answers as a test says.</summary>
public sealed class ProberTests : IAsyncLifetime
{
    private static readonly AgentId Agent = AgentId.Parse("agent-1");
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    private readonly List<ScriptedProbe> _tunnels = [];
    private Estate? _estate;
    private Prober? _prober;

    private Estate Estate => _estate!;

    public async Task InitializeAsync() => _estate = await Estate.StartAsync();

    public async Task DisposeAsync()
    {
        if (_prober is not null)
            await _prober.DisposeAsync();
        await Estate.DisposeAsync();
    }

    [Fact]
    public async Task AnAgentIsAskedOnceInEachSlotOfAnOpenPeriodAndNeverElsewhere()
    {
        await StartAsync(_ => new ExchangeResult.Answered(null!));

        await PassAsync(minutes: 60);
        await Until.TrueAsync(() => _tunnels[0].Asked == 12);
        await PassAsync(minutes: 30);

        Assert.Equal(12, _tunnels[0].Asked);
        Assert.Empty(await MissesAsync());
    }

    [Fact]
    public async Task NoWellFormedAnswerIsAMissOfItsInstant()
    {
        await StartAsync(_ => new ExchangeResult.Malformed("status"));

        await PassAsync(minutes: 10);

        await MissedAsync();
        Assert.All(await MissesAsync(), row => Assert.Equal((row.From, "health_miss"), (row.To!.Value, row.Kind)));
    }

    [Fact]
    public async Task WhatNeverReachedTheAgentOrFoundItBusyProvesNothing()
    {
        await StartAsync(asked => asked % 2 == 0 ? new ExchangeResult.Busy() : new ExchangeResult.Closed(Reached: false));

        await PassAsync(minutes: 30);

        Assert.Empty(await MissesAsync());
    }

    [Fact]
    public async Task ATunnelThatGaveWayToANewerOneIsNoMissAndOneThatEndedIs()
    {
        await StartAsync(_ =>
        {
            ConnectAsync(_ => new ExchangeResult.Answered(null!)).GetAwaiter().GetResult();
            return new ExchangeResult.Closed(Reached: true);
        });
        await PassAsync(minutes: 10);
        await Until.TrueAsync(() => _tunnels[1].Asked > 0);
        Assert.Empty(await MissesAsync());

        await ConnectAsync(_ => new ExchangeResult.Closed(Reached: true));
        await PassAsync(minutes: 10);
        await MissedAsync();
    }

    private async Task StartAsync(Func<int, ExchangeResult> answer)
    {
        Assert.True(Period.TryCreate(Estate.Time.Now, Estate.Time.Now.AddHours(1), out Period period));
        Assert.Equal(WriteOutcome.Committed, await Estate.Writer.WriteAsync(WriteEntry.Of(new RowChange.OpenPeriod(new PeriodState
        {
            Node = NodeId.Parse("n1"),
            Period = period,
            Phase = PeriodPhase.Open,
            OpenedAt = Estate.Time.Now,
            DueAt = null,
            Terms = new PeriodTerms(Usd.Parse("1"), 1, null, Usd.Zero),
        }))));
        await ConnectAsync(answer);
        _prober = Probe(Estate);
    }

    private static Prober Probe(Estate estate) =>
        new(estate.Directory, estate.Store, estate.Writer, Slot, TimeSpan.FromHours(1), estate.Time, NullLogger<Prober>.Instance);

    private async Task ConnectAsync(Func<int, ExchangeResult> answer)
    {
        await Estate.AttestAsync("hello", "agent-1", facts: facts => facts with { Node = NodeId.Parse("n1"), NodeProved = true });
        ScriptedProbe tunnel = new(answer);
        _tunnels.Add(tunnel);
        AgentEntry entry = Estate.Directory.Find(Agent)!;
        Assert.True(Estate.Directory.Attach(Agent, entry.Live! with { Tunnel = tunnel }, Estate.Time.Now.AddHours(1), Estate.Time.Now));
    }

    // The clock goes on only when the slot that has begun is planned: what is over by then is not made up for.
    private async Task PassAsync(int minutes)
    {
        for (int step = 0; step < minutes * 6; step++)
        {
            DateTimeOffset next = ProbePlan.SlotOf(Estate.Time.Now, Slot) + Slot;
            await Until.TrueAsync(() => Estate.Time.IsArmedAt(next));
            Estate.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    private Task MissedAsync() => Until.TrueAsync(async () => (await MissesAsync()).Count > 0);

    private async Task<IReadOnlyList<ExceptionRow>> MissesAsync() => await Estate.Store.ReadExceptionsAsync(Agent, CancellationToken.None);

    private sealed class ScriptedProbe(Func<int, ExchangeResult> answer) : ITunnel
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public string Prefix => "192.0.2.0/24";

        public IReadOnlyList<string> ServerKeys => [];

        public string? ClientKey => null;

        public ClientCertificate? ClientCertificate => default;

        public bool Loopback => false;

        public int InFlight => 0;

        public bool TrySend(ControlFrame frame) => true;

        public void Close(TunnelClose close)
        {
        }

        public ValueTask<ExchangeResult> ExchangeAsync(ControlFrame.ProxyRequest request, CancellationToken cancellationToken)
        {
            Assert.Equal(("HEAD", "/"), (request.Method, request.Path));
            return ValueTask.FromResult(answer(Interlocked.Increment(ref _asked)));
        }
    }
}
