using System.Collections.Concurrent;
using System.Text.Json;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors;

/// <summary>An agent on a simulated machine, its tunnel, and the actor at the other end; no socket in between.</summary>
internal sealed class Candidate : ITunnel, IAsyncDisposable
{
    private readonly ConcurrentQueue<ControlFrame> _frames = new();
    private int _closed;

    public Candidate(World world, AgentFrame.Register who, string machine = "machine-a", Action<AgentActor>? prepare = null)
    {
        World = world;
        Who = who;
        Machine = machine;
        Actor = new AgentActor(this, world.Services);
        prepare?.Invoke(Actor);
        Running = Actor.RunAsync();
    }

    public World World { get; }

    public AgentFrame.Register Who { get; }

    public string Machine { get; }

    public AgentActor Actor { get; }

    public Task Running { get; }

    public string Prefix { get; init; } = Cast.Home;

    public IReadOnlyList<string> ServerKeys { get; init; } = [];

    public ClientCertificate? ClientCertificate { get; init; }

    public bool Loopback { get; init; }

    public int InFlight => 0;

    /// <summary>The challenge that a test answered last, for tests that answer each once.</summary>
    public Nonce? Answered { get; set; }

    public IReadOnlyCollection<ControlFrame> Frames => _frames;

    public TunnelClose? Closed => _closed == 0 ? null : (TunnelClose)_closed;

    public IEnumerable<ControlFrame.AttestRequest> Challenges => _frames.OfType<ControlFrame.AttestRequest>();

    public IEnumerable<string> Reasons => _frames.OfType<ControlFrame.Status>().Select(status => status.Reason);

    public bool TrySend(ControlFrame frame)
    {
        _frames.Enqueue(frame);
        return true;
    }

    public void Close(TunnelClose close) => Interlocked.CompareExchange(ref _closed, (int)close, 0);

    public ValueTask<ExchangeResult> ExchangeAsync(ControlFrame.ProxyRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ExchangeResult>(new ExchangeResult.Closed(Reached: false));

    /// <summary>Registers, and waits for the challenge or the end.</summary>
    public async Task RegisterAsync()
    {
        await Actor.TellAsync(Who);
        await Until.TrueAsync(() => Challenges.Any() || Closed is not null);
    }

    /// <summary>Answers the latest challenge and does not wait.</summary>
    public async Task AnswerAsync(Func<AgentFrame.AttestResponse, AgentFrame.AttestResponse>? change = null)
    {
        AgentFrame.AttestResponse answer = Answer(Challenges.Last());
        await Actor.TellAsync((change ?? (same => same))(answer));
    }

    /// <summary>Goes the whole way, and waits until it serves or was closed.</summary>
    public async Task AttestAsync()
    {
        await RegisterAsync();
        if (Closed is null)
        {
            await AnswerAsync();
        }

        await Until.TrueAsync(() => Reasons.Any(reason => reason is "attested" or "awaiting_approval") || Closed is not null);
    }

    /// <summary>The right answer to a challenge.</summary>
    public AgentFrame.AttestResponse Answer(
        ControlFrame.AttestRequest challenge, SimulatedTd? td = null, Claims? claims = null, Func<ChallengeBinding, ChallengeBinding>? bind = null)
    {
        ChallengeBinding binding = new()
        {
            Nonce = challenge.Nonce.Value,
            AgentId = Who.AgentId.Value,
            NodeId = Who.NodeId.Value,
            AppName = Who.App.Value,
            Repo = Who.Repo.Value,
            ReleaseTag = Who.ReleaseTag.Value,
            Network = Who.Network.Value,
            Reason = challenge.Reason,
            ServerSpki = ServerKeys.Count > 0 ? ServerKeys[0] : ChallengeBinding.NoKey,
            ClientSpki = ClientCertificate?.KeySha256 ?? ChallengeBinding.NoKey,
        };
        claims ??= World.Claims;
        byte[] reportData = ReportData.Bind(claims, (bind ?? (same => same))(binding));
        byte[] quote = World.Platform.Quote(td ?? World.Td, reportData, QuoteOptions.OnMachine(Machine));
        return new AgentFrame.AttestResponse(challenge.Nonce.Value, quote, Convert.ToHexStringLower(reportData), Json(claims), null);
    }

    public async Task LoseAsync(string cause = "agent")
    {
        Actor.Lose(cause);
        await Running;
    }

    public async ValueTask DisposeAsync()
    {
        Actor.Lose("agent");
        await Running;
        await Actor.DisposeAsync();
    }

    private static byte[] Json(Claims claims)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            claims.WriteTo(json);
        }

        return bytes.ToArray();
    }
}
