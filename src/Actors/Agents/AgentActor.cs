using System.Threading.Channels;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Agents;

/// <summary>One tunnel's actor: takes what befalls it from a bounded mailbox, one at a time, asks the deciders, and does what they say.</summary>
/// <remarks>
/// Nothing outside touches its state. A full mailbox makes the socket's reader wait. Proofs are judged beside the loop, so that an
/// attested agent goes on serving meanwhile; their result comes back through the mailbox. Replies follow commits.
/// </remarks>
public sealed partial class AgentActor : IAgentInbox, IAsyncDisposable
{
    private readonly ITunnel _tunnel;
    private readonly AgentServices _services;
    private readonly Admission _admission;
    private readonly Judgement _judgement;
    private readonly Channel<Func<DateTimeOffset, TunnelInput>> _mailbox =
        Channel.CreateBounded<Func<DateTimeOffset, TunnelInput>>(new BoundedChannelOptions(Limits.MailboxMessages) { SingleReader = true });

    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;
    private TunnelState _state;
    private AgentFrame.Register? _who;
    private Task _judging = Task.CompletedTask;
    private bool _attested;

    /// <summary>An actor for a tunnel that has just connected.</summary>
    public AgentActor(ITunnel tunnel, AgentServices services)
    {
        _tunnel = tunnel;
        _services = services;
        _admission = new Admission(services);
        _judgement = new Judgement(services, _admission, tunnel);
        _state = TunnelDecider.Begin(services.Rules, services.Time.GetUtcNow());
        _timer = services.Time.CreateTimer(_ => Post(now => new TunnelInput.Tick(Nonce.New(), now)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised once when the tunnel has said who it is; false sends it away for now.</summary>
    public Func<AgentFrame.Register, bool>? Registering { get; set; }

    /// <summary>Raised when the tunnel attests: it is no stranger any more.</summary>
    public Action? Entering { get; set; }

    /// <summary>Whether the tunnel has attested: it may then send larger frames.</summary>
    /// <remarks>Stays so to the end: an agent that is told to go still answers the requests it has.</remarks>
    public bool Attested => Volatile.Read(ref _attested);

    /// <summary>Hands over a frame; waits while the mailbox is full. False when the actor has ended.</summary>
    public ValueTask<bool> TellAsync(AgentFrame frame) => frame switch
    {
        AgentFrame.Register register => TellAsync(now => Registers(register, now)),
        AgentFrame.AttestResponse response => TellAsync(now => new TunnelInput.Answers(response, now)),
        AgentFrame.Health health => TellAsync(now => new TunnelInput.SaysHealth(health.Pass, now)),
        _ => TellAsync(now => new TunnelInput.SendsFault(new FrameRefusal("not_registered"), now)),
    };

    /// <summary>Hands over that a frame could not be taken.</summary>
    public ValueTask<bool> TellAsync(FrameRefusal refusal) => TellAsync(now => new TunnelInput.SendsFault(refusal, now));

    /// <summary>Says that the socket brought what is no frame at all: counted, and the end.</summary>
    public void Refuse(string reason)
    {
        _services.Refusals.Count(reason, _tunnel.Prefix);
        Lose("refused");
    }

    /// <inheritdoc />
    public bool AskAttestation() => Post(now => new TunnelInput.Ask(Nonce.New(), now));

    /// <summary>Works until the tunnel has ended and what must be written of it is written.</summary>
    public async Task RunAsync()
    {
        Instruments.TunnelOpened(1);
        try
        {
            Arm();
            await WorkAsync().ConfigureAwait(false);
            await StepAsync(new TunnelInput.Lost(_lostCause, Present())).ConfigureAwait(false);
            LossWritten();
        }
        finally
        {
            Instruments.TunnelOpened(-1);
            await _ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_judging, _reviewing).ConfigureAwait(false);
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (Func<DateTimeOffset, TunnelInput> message in _mailbox.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                await StepAsync(message(Present())).ConfigureAwait(false);
                int ending = Volatile.Read(ref _ending);
                if (ending >= 0)
                {
                    await StepAsync(new TunnelInput.End((AgentEnding)ending, Present())).ConfigureAwait(false);
                }

                Arm();
            }
        }
        catch (Exception e)
        {
            // The mailbox's edge: a fault of ours ends this tunnel alone, and its end is written like any other.
            LogActingFailed(e, _who?.AgentId.Value ?? "-");
            Lose("fault");
            _tunnel.Close(TunnelClose.Fault);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    private async ValueTask<bool> TellAsync(Func<DateTimeOffset, TunnelInput> message)
    {
        try
        {
            await _mailbox.Writer.WriteAsync(message).ConfigureAwait(false);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    private bool Post(Func<DateTimeOffset, TunnelInput> message) => _mailbox.Writer.TryWrite(message);

    private TunnelInput.Registers Registers(AgentFrame.Register who, DateTimeOffset now)
    {
        bool first = _state.Phase is TunnelPhase.Silent;
        string? refusal = first ? _admission.Screen(who, _tunnel) : null;
        bool full = first && refusal is null && Registering?.Invoke(who) == false;
        return new TunnelInput.Registers(who, refusal, Nonce.New(), now) { Full = full };
    }

    // A timer that fires into a full mailbox is lost, and armed anew after the message that follows.
    private void Arm()
    {
        TimeSpan due = TunnelDecider.NextTick(_state, _services.Rules) is { } at
            ? TimeSpan.FromMilliseconds(Math.Clamp((at - _services.Time.GetUtcNow()).TotalMilliseconds, 1, int.MaxValue))
            : Timeout.InfiniteTimeSpan;
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private async ValueTask StepAsync(TunnelInput input)
    {
        TunnelPhase before = _state.Phase;
        TunnelDecision decision = TunnelDecider.Decide(_state, input, _services.Rules);
        Volatile.Write(ref _state, decision.State);
        Volatile.Write(ref _attested, _attested || _state.Phase is TunnelPhase.Attested);
        _who ??= (decision.State.Phase as TunnelPhase.Challenged)?.Who;
        if (before is TunnelPhase.Attested attested && decision.State.Phase is TunnelPhase.Ended)
        {
            // Routing must not choose the tunnel while it is told, closed and written.
            _services.Directory.Detach(attested.Who.AgentId, attested.Tenure.Epoch);
        }

        foreach (TunnelEffect effect in decision.Effects)
        {
            await DoAsync(effect, _who, input.Now).ConfigureAwait(false);
        }

        if (decision.State.Phase is TunnelPhase.Attested { Tenure: { } tenure } serving)
        {
            await WriteHealthAsync(serving.Who, tenure.Epoch).ConfigureAwait(false);
        }
    }

    private async ValueTask DoAsync(TunnelEffect effect, AgentFrame.Register? who, DateTimeOffset now)
    {
        switch (effect)
        {
            case TunnelEffect.Send send:
                if (!_tunnel.TrySend(send.Frame))
                {
                    _tunnel.Close(TunnelClose.TryLater);
                }

                break;
            case TunnelEffect.Close close:
                _tunnel.Close(close.Code);
                break;
            case TunnelEffect.CountRefusal refusal:
                _services.Refusals.Count(refusal.Reason, _tunnel.Prefix);
                LogRefused(who?.AgentId.Value ?? "-", who?.App.Value ?? "-", refusal.Reason, _tunnel.Prefix);
                break;
            case TunnelEffect.Judge judge:
                _judging = JudgeAsync(judge);
                break;
            case TunnelEffect.Review review:
                _reviewing = ReviewAsync(who!, review.Epoch);
                break;
            case TunnelEffect.Show show:
                Show(who!, show, now);
                break;
            case TunnelEffect.ShowNextCheck next:
                _services.Directory.SetNextAttest(who!.AgentId, next.Epoch, next.At);
                break;
            case TunnelEffect.ShowHealth health:
                _services.Directory.SetHealth(who!.AgentId, health.Epoch, health.Health, now);
                NoteHealth(health, now);
                break;
            case TunnelEffect.WriteRefusal refusal:
                await LeaveAsync(who!, refusal.Epoch, Refusal(refusal, now), "refused").ConfigureAwait(false);
                break;
            case TunnelEffect.WriteEnd end:
                await LeaveAsync(who!, end.Epoch, new AgentCommand.Disconnect(end.Epoch, end.Cause, now), end.Cause).ConfigureAwait(false);
                break;
        }
    }

    private void Show(AgentFrame.Register who, TunnelEffect.Show show, DateTimeOffset now)
    {
        Entering?.Invoke();
        LogAttested(who.AgentId.Value, who.App.Value, who.Network.Value, show.Epoch);
        if (!_services.Directory.Attach(who.AgentId, new LiveTunnel(show.Epoch, _tunnel, this), show.NextCheckAt, now))
        {
            End(AgentEnding.Superseded);
        }
        else if (_services.Directory.Find(who.AgentId) is { BannedBy: not null })
        {
            // The ban came between the decision and this moment.
            End(AgentEnding.Banned);
        }
        else if (!_admission.HasName(_services.Directory.Find(who.AgentId)?.State))
        {
            // So did the name's release, which found no tunnel here to end.
            End(AgentEnding.Released);
        }
    }

    private async Task JudgeAsync(TunnelEffect.Judge judge)
    {
        await Task.Yield();
        TunnelInput? result = await _judgement.OfAsync(
            judge, () => Volatile.Read(ref _state).Phase is TunnelPhase.Ended, _ended.Token).ConfigureAwait(false);
        if (result is null)
        {
            return;
        }

        if (result is TunnelInput.ProofWritten)
        {
            Instruments.Attested(judge.Challenge.Reason);
        }

        // Admitted although the tunnel has ended meanwhile: nobody is left to take the result, so its end is written here.
        if (!await TellAsync(now => result with { Now = now }).ConfigureAwait(false) && result is TunnelInput.ProofWritten { State: { } state })
        {
            await _admission.EndAsync(
                judge.Who, state.Epoch, new AgentCommand.Disconnect(state.Epoch, _lostCause, result.Now), _lostCause).ConfigureAwait(false);
        }
    }
}
