using System.Buffers;
using System.Net.WebSockets;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Testing;

/// <summary>The control plane's end of one tunnel, in a test's hands.</summary>
internal sealed class ScriptedTunnel(WebSocket socket)
{
    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    /// <summary>The agent's next frame; null when it said goodbye or is gone.</summary>
    public async Task<AgentFrame?> ReceiveAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        ArrayBufferWriter<byte> message = new();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(message.GetMemory(64 * 1024), patience.Token);
                message.Advance(part.Count);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                if (part.EndOfMessage)
                    break;
            }
        }
        catch (WebSocketException)
        {
            return null;
        }

        Assert.True(FrameCodec.TryReadAgentFrame(message.WrittenMemory, out AgentFrame? frame, out FrameRefusal? refusal), refusal?.Reason);
        return frame;
    }

    /// <summary>The agent's next frame of one kind, whatever comes before it.</summary>
    public async Task<TFrame> ReceiveAsync<TFrame>()
        where TFrame : AgentFrame
    {
        while (true)
        {
            switch (await ReceiveAsync())
            {
                case TFrame wanted:
                    return wanted;
                case null:
                    throw new InvalidOperationException($"The tunnel ended before a {typeof(TFrame).Name}.");
            }
        }
    }

    /// <summary>The code the agent ended the tunnel with; null when it just went.</summary>
    public async Task<WebSocketCloseStatus?> EndedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        return socket.CloseStatus;
    }

    public Task SendAsync(ControlFrame frame)
    {
        ArrayBufferWriter<byte> message = new();
        FrameWriter.Write(message, frame);
        return SendAsync(message.WrittenMemory, WebSocketMessageType.Text);
    }

    public Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type) =>
        socket.SendAsync(message, type, endOfMessage: true, CancellationToken.None).AsTask();

    public Task TellAsync(StatusState state, string reason) => SendAsync(new ControlFrame.Status(state, reason));

    /// <summary>Takes the registration, challenges, and says that all is well.</summary>
    public async Task<(AgentFrame.Register Register, AgentFrame.AttestResponse Response)> AttestAsync(Nonce nonce)
    {
        AgentFrame.Register register = await ReceiveAsync<AgentFrame.Register>();
        await SendAsync(new ControlFrame.AttestRequest(nonce, 30, "register"));
        AgentFrame.AttestResponse response = await ReceiveAsync<AgentFrame.AttestResponse>();
        await TellAsync(StatusState.Ok, "attested");
        return (register, response);
    }

    public async Task CloseAsync(WebSocketCloseStatus code, string reason)
    {
        await socket.CloseOutputAsync(code, reason, CancellationToken.None);
        await EndedAsync();
        _done.TrySetResult();
    }

    public void Abort()
    {
        socket.Abort();
        _done.TrySetResult();
    }
}
