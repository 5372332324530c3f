using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Agents;

public sealed partial class AgentActor
{
    // How the backend is since when, where the store has not taken that yet.
    private (string? Kind, DateTimeOffset At)? _health;
    private IDisposable? _healthHold;

    private void NoteHealth(TunnelEffect.ShowHealth health, DateTimeOffset now)
    {
        if (health.Changed)
        {
            // A crash before a fault is written must not cover the time since it as healthy.
            _healthHold ??= health.Kind is null ? null : _services.Writer.HoldCoverage(now);
            _health = (health.Kind, now);
        }
    }

    private async ValueTask WriteHealthAsync(AgentFrame.Register who, long epoch)
    {
        // What the store did not take is offered again with the next message.
        if (_health is { } news && await _admission.HealthAsync(who, epoch, news.Kind, news.At).ConfigureAwait(false))
        {
            HealthWritten();
        }
    }

    private void HealthWritten()
    {
        _health = null;
        _healthHold?.Dispose();
        _healthHold = null;
    }
}
