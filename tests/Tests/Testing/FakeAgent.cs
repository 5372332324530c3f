using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Simulation;

namespace EasyEnclave.Tests.Testing;

/// <summary>An agent in a test's hands that speaks raw frames, in the original's manner or in none.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;
    private readonly SimulatedPlatform _platform;
    private readonly Func<string> _serverKey;
    private readonly string _clientKey;
    private readonly Channel<JsonElement> _frames = Channel.CreateBounded<JsonElement>(4096);
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task<WebSocketCloseStatus?> _reading;
    private int _attested;

    private FakeAgent(ClientWebSocket socket, SimulatedPlatform platform, AgentScript script, Func<string> serverKey, string clientKey)
    {
        _clientKey = clientKey;
        _socket = socket;
        _platform = platform;
        _serverKey = serverKey;
        Script = script;
        _reading = ReadAsync();
    }

    public AgentScript Script { get; }

    /// <summary>Answers challenges and requests by itself, as an honest agent with a backend that says "steady".</summary>
    public bool Automatic { get; set; }

    /// <summary>Leaves the server's goodbye without an answer.</summary>
    public bool Deaf { get; set; }

    /// <summary>The bytes of the quote that was sent last.</summary>
    public byte[] LastQuote { get; private set; } = [];

    /// <summary>How often it was told that it is attested.</summary>
    public int Attested => Volatile.Read(ref _attested);

    /// <summary>True when nothing more can come.</summary>
    public bool Ended => _reading.IsCompleted;

    public static async Task<FakeAgent> ConnectAsync(
        Uri url, SimulatedPlatform platform, AgentScript script, Action<ClientWebSocketOptions>? options = null, Func<string>? serverKey = null,
        string clientKey = ChallengeBinding.NoKey)
    {
        ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        options?.Invoke(socket.Options);
        using CancellationTokenSource patience = new(Patience);
        await socket.ConnectAsync(url, patience.Token);
        return new FakeAgent(socket, platform, script, serverKey ?? (() => ChallengeBinding.NoKey), clientKey);
    }

    public Task SendAsync(JsonObject frame) => SendAsync(Encoding.UTF8.GetBytes(frame.ToJsonString()));

    public async Task SendAsync(ReadOnlyMemory<byte> part, WebSocketMessageType type = WebSocketMessageType.Text, bool last = true)
    {
        using CancellationTokenSource patience = new(Patience);
        await _sending.WaitAsync(patience.Token);
        try
        {
            await _socket.SendAsync(part, type, last, patience.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    public JsonObject RegisterFrame()
    {
        JsonObject frame = new()
        {
            ["type"] = "register",
            ["repo"] = Script.Repo,
            ["release_tag"] = Script.Tag,
            ["app_name"] = Script.App,
            ["network"] = Script.Network,
            ["agent_id"] = Script.AgentId,
            ["tunnel_version"] = "1",
        };
        if (Script.NodeId is not null)
            frame["node_id"] = Script.NodeId;
        return frame;
    }

    /// <summary>Says who it is and gives the challenge that follows.</summary>
    public async Task<JsonElement> RegisterAsync()
    {
        await SendAsync(RegisterFrame());
        return await ReceiveAsync("attest_request");
    }

    /// <summary>Registers, proves itself, and gives the status that follows.</summary>
    public async Task<JsonElement> AttestAsync()
    {
        await AnswerAsync(await RegisterAsync());
        return await ReceiveAsync("status");
    }

    /// <summary>Answers a challenge.</summary>
    public Task AnswerAsync(JsonElement challenge, AgentProof? proof = null)
    {
        proof ??= AgentProof.Honest;
        string nonce = challenge.GetProperty("nonce").GetString()!;
        ChallengeBinding binding = new()
        {
            Nonce = nonce,
            AgentId = Script.AgentId,
            NodeId = Script.NodeId ?? Script.AgentId,
            AppName = Script.App,
            Repo = Script.Repo,
            ReleaseTag = Script.Tag,
            Network = Script.Network,
            Reason = challenge.GetProperty("reason").GetString()!,
            ServerSpki = _serverKey(),
            ClientSpki = _clientKey,
        };
        byte[] reportData = proof.ReportData(ReportData.Bind(Script.Claims, proof.Binding(binding)));
        byte[] quote = (proof.Platform ?? _platform).Quote(proof.Td ?? Script.Td, reportData, proof.Quote ?? Script.Machine);
        return AnswerWithAsync(proof.Nonce ?? nonce, quote, proof.Says ?? Script.Claims);
    }

    /// <summary>Answers a challenge with a quote that was made some other way.</summary>
    public Task AnswerWithAsync(string nonce, byte[] quote, Claims claims)
    {
        LastQuote = quote;
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter writer = new(text))
            claims.WriteTo(writer);
        JsonObject frame = new()
        {
            ["type"] = "attest_response",
            ["nonce"] = nonce,
            ["quote"] = Convert.ToBase64String(quote),
            ["measurements"] = JsonNode.Parse(text.WrittenSpan),
        };
        if (Script.NodeToken is { } token)
            frame["node_proof"] = Convert.ToHexStringLower(HMACSHA256.HashData(SHA256.HashData(Encoding.UTF8.GetBytes(token)), Encoding.ASCII.GetBytes(nonce)));
        return SendAsync(frame);
    }

    public Task SayHealthAsync(string status) => SendAsync(new JsonObject { ["type"] = "health", ["status"] = status });

    /// <summary>Answers a proxied request.</summary>
    public Task RespondAsync(JsonElement request, string body, int status = 200) => SendAsync(new JsonObject
    {
        ["type"] = "proxy_response",
        ["request_id"] = request.GetProperty("request_id").GetString(),
        ["status"] = status,
        ["headers"] = new JsonObject { ["content-type"] = "text/plain" },
        ["body_b64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
    });

    /// <summary>The next frame of a type, whatever comes before it.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        using CancellationTokenSource patience = new(Patience);
        List<string> passed = [];
        try
        {
            while (true)
            {
                JsonElement frame = await _frames.Reader.ReadAsync(patience.Token);
                if (frame.GetProperty("type").GetString() == type)
                    return frame;
                passed.Add(frame.GetRawText());
            }
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            throw new InvalidOperationException($"No {type} came ({e.GetType().Name}), but: {string.Join(' ', passed)}", e);
        }
    }

    /// <summary>True when a frame has come that nobody took yet.</summary>
    public bool HasFrame => _frames.Reader.TryPeek(out _);

    /// <summary>Waits for the end: its close code, null when there was none, and the last status that was told before.</summary>
    public async Task<(int? Code, string? Reason)> EndAsync()
    {
        WebSocketCloseStatus? code = await _reading.WaitAsync(Patience);
        string? reason = null;
        while (_frames.Reader.TryRead(out JsonElement frame))
        {
            if (frame.GetProperty("type").GetString() == "status")
                reason = frame.GetProperty("reason").GetString();
        }

        return ((int?)code, reason);
    }

    /// <summary>Goes without a word.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Says goodbye.</summary>
    public async Task LeaveAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        await _reading.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task<WebSocketCloseStatus?> ReadAsync()
    {
        try
        {
            while (await NextAsync() is { } frame)
            {
                if (frame.TryGetProperty("reason", out JsonElement reason) && reason.ValueEquals("attested"))
                    Interlocked.Increment(ref _attested);
                if (!Automatic || !await TryServeAsync(frame))
                    _frames.Writer.TryWrite(frame);
            }

            if (!Deaf)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Either side has gone: what matters is the code, if one came.
        }

        _frames.Writer.TryComplete();
        return _socket.CloseStatus;
    }

    private async Task<JsonElement?> NextAsync()
    {
        ArrayBufferWriter<byte> message = new();
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(message.GetMemory(16 * 1024), CancellationToken.None);
            message.Advance(part.Count);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            if (part.EndOfMessage)
                return JsonElement.Parse(message.WrittenSpan);
        }
    }

    private async Task<bool> TryServeAsync(JsonElement frame)
    {
        switch (frame.GetProperty("type").GetString())
        {
            case "attest_request":
                await AnswerAsync(frame);
                return true;
            case "proxy_request":
                await RespondAsync(frame, "steady");
                return true;
            default:
                return false;
        }
    }
}
