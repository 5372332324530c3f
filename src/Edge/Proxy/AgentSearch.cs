using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Telemetry;

namespace EasyEnclave.Edge.Proxy;

/// <summary>Finds the agent for a request, and has requests wait for agents that reconnect.</summary>
internal sealed class AgentSearch
{
    // One neighbourhood alone must not take all the places there are to wait in.
    private const int Neighbourhoods = 4;

    private readonly AgentDirectory _directory;
    private readonly ProxyOptions _options;
    private readonly IRouteOffers _offers;
    private readonly Instruments _instruments;
    private readonly TimeProvider _time;
    private readonly PrefixShares _shares;
    private int _held;
    private uint _turn;

    /// <summary>Searches a directory.</summary>
    public AgentSearch(AgentDirectory directory, ProxyOptions options, IRouteOffers offers, Instruments instruments, TimeProvider time)
    {
        _directory = directory;
        _options = options;
        _offers = offers;
        _instruments = instruments;
        _time = time;
        _shares = new PrefixShares(Math.Max(1, options.HeldMax / Neighbourhoods));
    }

    /// <summary>Requests that wait.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Finds an agent that may serve and was not tried, waiting for one to reconnect where that is all that is missing.</summary>
    /// <param name="order">Whose app, requirement and tried tunnels count; its status is set where the app may not be reached.</param>
    /// <param name="aborted">The client went away.</param>
    /// <returns>The way to it, or why there is none.</returns>
    public async ValueTask<(ITunnel? Tunnel, ProxyFailure Failure)> FindAsync(ProxyOrder order, CancellationToken aborted)
    {
        long? started = null;
        while (true)
        {
            AppEntry? app = _directory.Find(order.App!);
            if (app is null || app.State.Phase == AppPhase.Released)
            {
                return (null, ProxyFailure.UnknownApp);
            }

            AppStanding standing = app.StandingAt(_time.GetUtcNow());
            if (standing.Allowed)
            {
                AgentChoice choice = AgentChoice.Among(
                    standing.Eligible, order.Requirement, order.Tried, _offers, _time.GetUtcNow(), Interlocked.Increment(ref _turn));
                if (choice.Tunnel is { } tunnel)
                {
                    return (tunnel, ProxyFailure.None);
                }

                if (!choice.AnyMeasured)
                {
                    return (null, ProxyFailure.NotSoMeasured);
                }
            }
            else if (standing.Status != "disconnected")
            {
                order.Status = standing.Status;
                return (null, ProxyFailure.NotAllowed);
            }

            // An app that no agent ever served has none that could reconnect.
            started ??= _time.GetTimestamp();
            TimeSpan left = _options.Hold - _time.GetElapsedTime(started.Value);
            if (standing.Described is null || !await HoldAsync(app.Replaced, order.Neighbourhood, left, aborted))
            {
                return (null, aborted.IsCancellationRequested ? ProxyFailure.ClientGone : ProxyFailure.NoTunnel);
            }
        }
    }

    /// <summary>Waits until something about the app changes; false when the time or the places are used up, or the client is gone.</summary>
    private async ValueTask<bool> HoldAsync(Task replaced, string? neighbourhood, TimeSpan left, CancellationToken aborted)
    {
        // The time is asked first: an app that changes without end must not hold a request without end.
        if (left <= TimeSpan.Zero || replaced.IsCompleted)
        {
            return left > TimeSpan.Zero;
        }

        if (!_shares.TryTake(neighbourhood, 1))
        {
            return false;
        }

        if (Interlocked.Increment(ref _held) > _options.HeldMax)
        {
            Interlocked.Decrement(ref _held);
            _shares.Return(neighbourhood, 1);
            return false;
        }

        _instruments.ProxyHeld(1);
        await replaced.WaitAsync(left, _time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _instruments.ProxyHeld(-1);
        Interlocked.Decrement(ref _held);
        _shares.Return(neighbourhood, 1);
        return replaced.IsCompleted && !aborted.IsCancellationRequested;
    }
}
