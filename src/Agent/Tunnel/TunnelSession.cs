using System.Net.WebSockets;
using EasyEnclave.Agent.Backend;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>The life of one tunnel, from its registration to its last byte, as one task.</summary>
/// <remarks>
/// 1 the registration is sent; 2 frames are read one by one, and nothing they ask for is done in the reading loop; 3 a challenge
/// is answered beside it, within its deadline; 4 requests run beside it, many at once; 5 once attested, a heartbeat runs beside it;
/// 6 whatever ends the loop ends all of these, then the socket.
/// </remarks>
internal sealed partial class TunnelSession : IDisposable
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromHours(1);

    private readonly SessionParts _parts;
    private readonly WebSocket _socket;
    private readonly ChannelKeys _keys;
    private readonly Inbox _inbox;
    private readonly Outbox _outbox;
    private readonly TaskGroup _exchanges;
    private readonly TaskGroup _chores;
    private readonly TaskCompletionSource _draining = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _socketLife = new();
    private readonly CancellationTokenSource _work = new();

    private CancellationTokenSource? _challenge;
    private (WebSocketCloseStatus Code, string Reason) _farewell = (WebSocketCloseStatus.NormalClosure, "done");
    private string? _refusal;
    private volatile bool _attested;

    public TunnelSession(SessionParts parts, WebSocket socket, ChannelKeys keys)
    {
        _parts = parts;
        _socket = socket;
        _keys = keys;
        _inbox = new Inbox(socket);
        _outbox = new Outbox(socket);
        _exchanges = new TaskGroup(Limits.ExchangesPerTunnel, LogFault);
        _chores = new TaskGroup(Limits.OutboundFrames, LogFault);
    }

    /// <summary>Ends when the control plane says that it goes away, and at nothing else; the tunnel itself goes on until its requests are done.</summary>
    public Task Draining => _draining.Task;

    /// <summary>Whether this tunnel was attested at some time.</summary>
    public bool WasAttested => _attested;

    public async Task<TunnelEnd> RunAsync(CancellationToken stop)
    {
        Task sending = SendLoopAsync();
        TunnelEnd end;
        await using (stop.Register(SayFarewell))
        {
            _chores.TryStart(() => _outbox.SendAsync(Registration(), _work.Token));
            end = await ReceiveLoopAsync(stop);
        }

        SayFarewell();
        await _exchanges.EndAsync();
        await _chores.EndAsync();
        await sending;
        return end with { WasAttested = _attested };
    }

    public void Dispose()
    {
        _challenge?.Dispose();
        _work.Dispose();
        _socketLife.Dispose();
        _socket.Dispose();
    }

    private AgentFrame.Register Registration()
    {
        var options = _parts.Options;
        return new(options.Repo, options.ReleaseTag, options.App, options.Network, options.AgentId, options.NodeId, TunnelVersion: 1);
    }

    // Nothing new is sent, what is queued still is, and the other side has a moment to answer the goodbye.
    private void SayFarewell()
    {
        _work.Cancel();
        _outbox.Complete();
        _socketLife.CancelAfter(FarewellTime);
    }

    private async Task SendLoopAsync()
    {
        try
        {
            await _outbox.RunAsync(_socketLife.Token);
            await _socket.CloseOutputAsync(_farewell.Code, _farewell.Reason, _socketLife.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // Reading ends with it, and says why.
            _socket.Abort();
        }
    }

    private async Task<TunnelEnd> ReceiveLoopAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                switch (await _inbox.ReadAsync(_socketLife.Token))
                {
                    case Inbox.Message.Text text:
                        Take(text.Utf8);
                        break;
                    case Inbox.Message.Closed closed:
                        return stop.IsCancellationRequested ? new TunnelEnd.Stopped() : EndOf(closed);
                    case Inbox.Message.Unwanted unwanted:
                        _farewell = (unwanted.Code, unwanted.Reason);
                        return new TunnelEnd.Lost(unwanted.Reason);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            if (stop.IsCancellationRequested)
                return new TunnelEnd.Stopped();
            return _refusal is { } reason ? new TunnelEnd.Refused(reason) : new TunnelEnd.Lost(e.InnerException?.Message ?? e.Message);
        }
    }

    private TunnelEnd EndOf(Inbox.Message.Closed closed) => closed.Code switch
    {
        _ when _refusal is { } reason => new TunnelEnd.Refused(reason),
        WebSocketCloseStatus.PolicyViolation => new TunnelEnd.Refused(StatusReason.Printable(closed.Reason)),
        WebSocketCloseStatus.EndpointUnavailable => new TunnelEnd.Draining(),
        _ => new TunnelEnd.Lost($"closed with {(int)closed.Code} {StatusReason.Printable(closed.Reason)}"),
    };

    private void Take(ReadOnlyMemory<byte> utf8)
    {
        if (!FrameCodec.TryReadControlFrame(utf8, out ControlFrame? frame, out FrameRefusal? refusal))
        {
            LogFrameRefused(refusal.Reason);
            return;
        }

        switch (frame)
        {
            case ControlFrame.AttestRequest challenge:
                Take(challenge);
                break;
            case ControlFrame.ProxyRequest envelope:
                Take(envelope);
                break;
            case ControlFrame.Status status:
                Take(status);
                break;
        }
    }

    private void Take(ControlFrame.ProxyRequest envelope)
    {
        if (!_exchanges.TryStart(() => _parts.Forwarder.ForwardAsync(envelope, _outbox.SendAsync, _work.Token)))
            _chores.TryStart(() => _outbox.SendAsync(FailureAnswer.Of(ForwardFailure.AgentBusy, _parts.Options.App, envelope.RequestId), _work.Token));
    }

    private void Take(ControlFrame.AttestRequest challenge)
    {
        // One challenge at a time: a new one means that the old one's answer is no longer wanted.
        _challenge?.Cancel();
        TimeSpan asked = TimeSpan.FromSeconds(challenge.DeadlineSeconds);
        CancellationTokenSource deadline = new(asked < LongestDeadline ? asked : LongestDeadline, _parts.Time);
        _challenge = deadline;
        if (!_chores.TryStart(() => AttestAsync(challenge, deadline)))
            LogChallengeDropped(challenge.Reason);
    }

    private async Task AttestAsync(ControlFrame.AttestRequest challenge, CancellationTokenSource deadline)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _work.Token);
        LogChallenged(challenge.Reason);
        try
        {
            Attestor.Answer answer = await _parts.Attestor.AnswerAsync(challenge, _keys, either.Token);
            if (answer.Failure is { } failure)
                LogNoQuote(failure.Failure, failure.Detail);
            else
                await _outbox.SendAsync(answer.Frame!, either.Token);
        }
        catch (OperationCanceledException) when (!_work.IsCancellationRequested)
        {
            LogDeadlineMissed(challenge.Reason);
        }
        finally
        {
            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private void Take(ControlFrame.Status status)
    {
        string reason = StatusReason.Printable(status.Reason);
        switch (status.State)
        {
            case var _ when reason == StatusReason.Draining:
                LogDraining();
                _draining.TrySetResult();
                break;
            case StatusState.Ok when reason == StatusReason.Attested:
                Attested(status);
                break;
            case StatusState.Invalid:
                LogRefused(reason, StatusReason.Printable(status.Detail ?? string.Empty));
                if (StatusReason.Closes(reason))
                    _refusal = reason;
                break;
            default:
                LogStatus(status.State, reason);
                break;
        }
    }

    private void Attested(ControlFrame.Status status)
    {
        _refusal = null;
        if (_attested)
        {
            LogAttestedAgain(status.NextAttestAt);
            return;
        }

        _attested = true;
        LogAttested(_parts.Options.App, status.RegistrationExpiresAt, status.NextAttestAt);
        _chores.TryStart(BeatAsync);
    }

    private async Task BeatAsync()
    {
        bool? before = null;
        while (true)
        {
            bool pass = await _parts.Heartbeat.PassesAsync(_work.Token);
            if (pass != before)
                LogHealth(pass);
            before = pass;
            await _outbox.SendAsync(new AgentFrame.Health(pass), _work.Token);
            await Task.Delay(_parts.Options.HealthInterval, _parts.Time, _work.Token);
        }
    }
}
