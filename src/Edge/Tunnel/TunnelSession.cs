using System.Net.WebSockets;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Edge.Tunnel;

/// <summary>One agent's WebSocket from the upgrade to its end.</summary>
/// <remarks>
/// <code>
/// socket ── reads ──▶ 1 frame ──▶ 2 codec ──▶ 3 actor (bounded mailbox, decides, writes)
///                                    └──────▶ 4 exchange (answers to proxied requests)
/// socket ◀─ writes ── 5 queue ◀── status, challenges, requests
/// </code>
/// 1 frames are bounded: small for a stranger, larger once attested. 2 any bytes give a frame or a refusal. 3 a full mailbox stops the
/// reading, which stops the agent. 4 answers do not pass the mailbox: requests to one agent run side by side. 5 one writer. The end of
/// any part is the end of all: 6 the actor is told, waiting requests are told, and what must be written is written.
/// </remarks>
internal sealed class TunnelSession
{
    private readonly WebSocket _socket;
    private readonly AgentTunnel _tunnel;
    private readonly AgentActor _actor;
    private readonly TunnelOptions _options;
    private readonly BodyBudget _budget;
    private readonly TimeProvider _time;
    private readonly FramePace _pace;

    public TunnelSession(WebSocket socket, AgentTunnel tunnel, AgentActor actor, TunnelOptions options, BodyBudget budget, TimeProvider time)
    {
        _time = time;
        _pace = new FramePace(time);
        _budget = budget;
        _socket = socket;
        _tunnel = tunnel;
        _actor = actor;
        _options = options;
    }

    /// <summary>Runs until everything has ended.</summary>
    public async Task RunAsync()
    {
        Task writing = _tunnel.WriteAsync();
        Task acting = _actor.RunAsync();
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
        finally
        {
            // 6 The end of one is the end of all
            _tunnel.Break();
            _actor.Lose("agent");
            await writing.ConfigureAwait(false);
            await acting.ConfigureAwait(false);
        }
    }

    private async Task ReadAsync()
    {
        FrameReader reader = new(_socket, _budget, _time);
        try
        {
            while (true)
            {
                // 1 Frame
                InboundFrame frame = await reader.ReadAsync(FrameBytes, () => _actor.Attested, _tunnel.Broken).ConfigureAwait(false);
                using PooledBuffer? bytes = frame.Bytes;
                switch (frame.Kind)
                {
                    case InboundKind.Text:
                        // 4 Exchange, of another node: it is read there.
                        if (_actor.Attested && _tunnel.TryHandOver(bytes!))
                        {
                            break;
                        }

                        if (!await TakeAsync(bytes!.Written).ConfigureAwait(false))
                        {
                            return;
                        }

                        break;
                    case InboundKind.Oversized when RequestIdSniffer.Find(bytes!.Written.Span) is { } id:
                        _tunnel.Answer(id, new ExchangeResult.ResponseTooLarge());
                        break;
                    case InboundKind.OverBudget when RequestIdSniffer.Find(bytes!.Written.Span) is { } id:
                        _tunnel.Answer(id, new ExchangeResult.Busy());
                        break;
                    case InboundKind.Closed:
                        return;
                    case InboundKind.Binary:
                        await RefuseAsync("binary_frame", TunnelClose.Refused).ConfigureAwait(false);
                        return;
                    default:
                        await RefuseAsync("frame_too_big", TunnelClose.TooBig).ConfigureAwait(false);
                        return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The agent is gone without a word, or we have closed: the normal end.
        }
    }

    private int FrameBytes() => _actor.Attested
        ? Math.Max(_options.ResponseFrameBytes, Limits.ControlFrameBytes)
        : Limits.StrangerFrameBytes;

    private async ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> utf8)
    {
        // 2 Codec
        if (!FrameCodec.TryReadAgentFrame(utf8, out AgentFrame? frame, out FrameRefusal? refusal))
        {
            await _pace.TakeAsync(_tunnel.Broken).ConfigureAwait(false);
            return await _actor.TellAsync(refusal).ConfigureAwait(false);
        }

        // 4 Exchange
        if (_actor.Attested && frame is AgentFrame.ProxyResponse response)
        {
            await AnswerAsync(
                response.RequestId,
                response.Body.Length > _options.ResponseBodyBytes ? new ExchangeResult.ResponseTooLarge() : new ExchangeResult.Answered(response))
                .ConfigureAwait(false);
            return true;
        }

        if (_actor.Attested && frame is AgentFrame.MalformedResponse malformed)
        {
            await AnswerAsync(malformed.RequestId, new ExchangeResult.Malformed(malformed.Field)).ConfigureAwait(false);
            return true;
        }

        if (utf8.Length > Limits.ControlFrameBytes)
        {
            await RefuseAsync("frame_too_big", TunnelClose.TooBig).ConfigureAwait(false);
            return false;
        }

        // 3 Actor
        await _pace.TakeAsync(_tunnel.Broken).ConfigureAwait(false);
        return await _actor.TellAsync(frame).ConfigureAwait(false);
    }

    // Answers are as many as we asked for, and are not paced; what nobody asked for is a frame like any other.
    private ValueTask AnswerAsync(RequestId id, ExchangeResult result) =>
        _tunnel.Answer(id.Value, result) ? ValueTask.CompletedTask : _pace.TakeAsync(_tunnel.Broken);

    // The close goes out behind what is queued; what still comes is read away until the agent answers it or its deadline ends.
    private async ValueTask RefuseAsync(string reason, TunnelClose close)
    {
        _actor.Refuse(reason);
        _tunnel.Close(close);
        byte[] sink = new byte[4096];
        while ((await _socket.ReceiveAsync(sink.AsMemory(), _tunnel.Broken).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
        {
        }
    }
}
