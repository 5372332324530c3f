using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Agents;

public sealed partial class AgentActor
{
    private readonly Lock _losing = new();
    private string _lostCause = "agent";
    private DateTimeOffset? _lostAt;
    private IDisposable? _lostHold;
    private DateTimeOffset _stepped;
    private int _ending = -1;
    private bool _unwritten;

    /// <summary>Says that the socket has ended; everything told before is still worked through, as of before.</summary>
    /// <param name="cause">Why: agent, slow, shutdown.</param>
    public void Lose(string cause)
    {
        lock (_losing)
        {
            _lostCause = cause;
            if (_lostAt is null)
            {
                // The loop may wait for the store; the agent has gone all the same.
                _lostAt = _services.Time.GetUtcNow();
                _lostHold = Attested ? _services.Writer.HoldCoverage(_lostAt.Value) : null;
            }
        }

        _mailbox.Writer.TryComplete();
    }

    /// <inheritdoc />
    public bool End(AgentEnding ending)
    {
        // Kept beside the mailbox: an ending must get through even when the mailbox is full of the agent's own doing.
        Interlocked.CompareExchange(ref _ending, (int)ending, -1);
        Post(now => new TunnelInput.End(ending, now));
        return true;
    }

    // Nothing befalls a tunnel after its socket has ended, and nothing before what has befallen it already.
    private DateTimeOffset Present()
    {
        DateTimeOffset now = _services.Time.GetUtcNow();
        lock (_losing)
        {
            now = _lostAt < now ? _lostAt.Value : now;
        }

        return _stepped = now > _stepped ? now : _stepped;
    }

    private async ValueTask LeaveAsync(AgentFrame.Register who, long epoch, AgentCommand command, string cause)
    {
        LogLeft(who.AgentId.Value, who.App.Value, cause);
        if (await _admission.EndAsync(who, epoch, command, cause, _health).ConfigureAwait(false))
        {
            HealthWritten();
        }
        else
        {
            _unwritten = true;
        }
    }

    private void LossWritten()
    {
        if (!_unwritten)
        {
            _lostHold?.Dispose();
        }
    }
}
