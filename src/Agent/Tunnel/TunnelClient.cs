using Microsoft.Extensions.Logging;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>Keeps a tunnel open: dials, lives it to its end, waits as the rules say, and again, until stopped.</summary>
internal sealed partial class TunnelClient(TunnelDialer dialer, SessionParts parts, ReconnectSchedule schedule, ILogger<TunnelClient> logger)
{
    // A server that drains has its successor by then; more of them at once would be a server that only says so.
    private const int LeavingMost = 4;

    private readonly List<Life> _leaving = [];

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                TunnelEnd end = await LiveOnceAsync(stop);
                if (stop.IsCancellationRequested)
                    break;
                TimeSpan delay = schedule.After(end);
                LogEnd(end, delay);
                await Task.Delay(delay, parts.Time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while it waited.
        }
        finally
        {
            await Task.WhenAll(_leaving.Select(leaving => leaving.Run));
            _leaving.ForEach(leaving => leaving.Dispose());
        }
    }

    /// <summary>One tunnel to its end, or to the moment it is told to leave: then it ends its requests beside its successor.</summary>
    private async Task<TunnelEnd> LiveOnceAsync(CancellationToken stop)
    {
        LogDialling(parts.Options.ControlUrl);
        switch (await dialer.DialAsync(stop))
        {
            case DialAnswer.Failed failed:
                return failed.End;
            case DialAnswer.Open open:
                TunnelSession session = new(parts, open.Socket, open.Keys);
                CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
                Life life = new(session, ending, session.RunAsync(ending.Token));
                await Task.WhenAny(life.Run, session.Draining);
                if (!life.Run.IsCompleted)
                    return await LeaveAsync(life);
                TunnelEnd end = await life.Run;
                life.Dispose();
                return end;
            default:
                throw new InvalidOperationException("Dialling neither opened a socket nor failed.");
        }
    }

    private async Task<TunnelEnd> LeaveAsync(Life life)
    {
        foreach (Life over in _leaving.Where(leaving => leaving.Run.IsCompleted).ToArray())
            Forget(over);

        if (_leaving.Count == LeavingMost)
        {
            await _leaving[0].Ending.CancelAsync();
            await _leaving[0].Run;
            Forget(_leaving[0]);
        }

        _leaving.Add(life);
        return new TunnelEnd.Draining { WasAttested = life.Session.WasAttested };
    }

    private void Forget(Life over)
    {
        over.Dispose();
        _leaving.Remove(over);
    }

    /// <summary>A session with the task that lives it and the means to end it.</summary>
    private sealed record Life(TunnelSession Session, CancellationTokenSource Ending, Task<TunnelEnd> Run) : IDisposable
    {
        public void Dispose()
        {
            Ending.Dispose();
            Session.Dispose();
        }
    }
}
