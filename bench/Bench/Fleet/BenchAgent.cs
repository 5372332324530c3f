using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Security.Cryptography;
using EasyEnclave.Agent.Tunnel;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Bench.Fleet;

/// <summary>The lightest agent that is one: it registers, quotes every challenge, and says that it is well.</summary>
internal sealed class BenchAgent : IDisposable
{
    private static readonly byte[] Hello = "Hello, world!"u8.ToArray();

    private readonly SimulatedPlatform _platform;
    private readonly QuoteOptions _machine;
    private readonly AgentFrame.Register _who;
    private readonly SemaphoreSlim _sending = new(1);
    private ClientWebSocket _socket = new();
    private TaskCompletionSource _attested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _keeps;
    private bool _wasAttested;
    private string? _told;

    /// <summary>An agent with an app and a machine of its own.</summary>
    public BenchAgent(SimulatedPlatform platform, int number)
    {
        _platform = platform;
        _machine = QuoteOptions.OnMachine($"bench machine {number}");
        _who = new AgentFrame.Register(
            RepoName.Parse(BenchRelease.Repo),
            ReleaseTag.Parse(BenchRelease.Tag),
            AppName.Parse($"bench-{number}"),
            NetworkName.Parse(BenchRelease.Network),
            AgentId.Parse($"bench-{number}"),
            NodeId.Parse($"bench-{number}"),
            1);

        // What a machine keeps for its life is made before the clock runs: its certificates, and its quoting enclave's report.
        platform.Quote(BenchRelease.Td, new byte[ReportData.Length], _machine);
    }

    public string App => _who.App.Value;

    /// <summary>Ends when it is attested, or fails with what the control plane said instead.</summary>
    public Task Attested => _attested.Task;

    /// <summary>Tunnels that ended and were followed by another attempt.</summary>
    public int Lost { get; private set; }

    /// <summary>What ended the last of them.</summary>
    public string? LastFault { get; private set; }

    /// <summary>What ended each tunnel that was not attested, since it is expected.</summary>
    public ImmutableList<string> Vain { get; private set; } = [];

    /// <summary>Heartbeats it has sent.</summary>
    public int Beats { get; private set; }

    /// <summary>Lives until it is told to end, or the tunnel ends.</summary>
    public async Task RunAsync(Uri tunnel, HttpMessageInvoker dialer, CancellationToken stop)
    {
        try
        {
            await _socket.ConnectAsync(tunnel, dialer, stop);
            await SendAsync(_who, stop);
            await ReadAsync(stop);
            _attested.TrySetException(new InvalidOperationException($"The control plane closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}"));
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            _attested.TrySetException(e);
        }
    }

    /// <summary>Lives until it is told to end, with a new tunnel after each that is lost, when an agent that ships would open it.</summary>
    /// <param name="tunnel">Where to, at each dial.</param>
    /// <param name="dialer">Opens connections.</param>
    /// <param name="stop">Ends it.</param>
    public async Task KeepAsync(Func<Uri> tunnel, HttpMessageInvoker dialer, CancellationToken stop)
    {
        const int Fine = 1 << 24;
        ReconnectSchedule schedule = new(TimeSpan.FromSeconds(5), static () => RandomNumberGenerator.GetInt32(Fine) / (double)Fine);
        _keeps = true;
        while (!stop.IsCancellationRequested)
        {
            (_wasAttested, _told) = (false, null);
            try
            {
                await _socket.ConnectAsync(tunnel(), dialer, stop);
                await SendAsync(_who, stop);
                await ReadAsync(stop);
                LastFault = $"{_socket.CloseStatus} {_socket.CloseStatusDescription} {_told}";
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
            {
                LastFault = e.Message;
            }

            var ended = new TunnelEnd.Lost("") { WasAttested = _wasAttested };
            if (!_wasAttested)
                Vain = Vain.Add(LastFault ?? "");
            _socket.Dispose();
            _socket = new ClientWebSocket();
            Lost++;
            await Task.Delay(schedule.After(ended), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>From now on <see cref="Attested"/> is the next time.</summary>
    public void Expect()
    {
        Vain = [];
        _attested = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Breaks the connection off, as a cable would.</summary>
    public void Drop() => _socket.Abort();

    /// <summary>Says that the backend is well.</summary>
    public async Task BeatAsync(CancellationToken stop)
    {
        await SendAsync(new AgentFrame.Health(true), stop);
        Beats++;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), stop);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            if (!part.EndOfMessage || !FrameCodec.TryReadControlFrame(buffer.AsMemory(0, part.Count), out var frame, out _))
                throw new InvalidOperationException("The control plane sent what this agent cannot read");
            switch (frame)
            {
                case ControlFrame.AttestRequest challenge:
                    await SendAsync(Answer(challenge), stop);
                    break;
                case ControlFrame.ProxyRequest asked:
                    await SendAsync(new AgentFrame.ProxyResponse(asked.RequestId, 200, [], Hello), stop);
                    break;
                case ControlFrame.Status { Reason: "attested" }:
                    _wasAttested = true;
                    _attested.TrySetResult();
                    break;
                case ControlFrame.Status told when _keeps:
                    _told = told.Reason;
                    break;
                case ControlFrame.Status status:
                    _attested.TrySetException(new InvalidOperationException($"{App} was told {status.Reason}"));
                    break;
            }
        }
    }

    private AgentFrame.AttestResponse Answer(ControlFrame.AttestRequest challenge)
    {
        var reportData = ReportData.Bind(BenchRelease.Claims, new ChallengeBinding
        {
            Nonce = challenge.Nonce.Value,
            AgentId = _who.AgentId.Value,
            NodeId = _who.NodeId.Value,
            AppName = App,
            Repo = BenchRelease.Repo,
            ReleaseTag = BenchRelease.Tag,
            Network = BenchRelease.Network,
            Reason = challenge.Reason,
        });
        var quote = _platform.Quote(BenchRelease.Td, reportData, _machine);
        return new AgentFrame.AttestResponse(
            challenge.Nonce.Value, quote, Convert.ToHexStringLower(reportData), BenchRelease.Measurements, null);
    }

    private async Task SendAsync(AgentFrame frame, CancellationToken stop)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        FrameWriter.Write(bytes, frame);
        await _sending.WaitAsync(stop);
        try
        {
            await _socket.SendAsync(bytes.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, stop);
        }
        finally
        {
            _sending.Release();
        }
    }
}
