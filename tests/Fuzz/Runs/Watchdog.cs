using System.Diagnostics;

namespace EasyEnclave.Fuzz.Runs;

/// <summary>Ends the program, naming the input, when a reader does not come back.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Timer _timer;
    private (string Target, byte[] Input, long Begun)? _running;

    public Watchdog() => _timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    public void Begin(string target, byte[] input)
    {
        lock (_gate)
            _running = (target, input, Stopwatch.GetTimestamp());
    }

    public void End()
    {
        lock (_gate)
            _running = null;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            if (_running is not { } running || Stopwatch.GetElapsedTime(running.Begun) < Limit)
                return;
            Finding.Tell(running.Target, running.Input, $"no answer within {Limit.TotalSeconds} s");
            Environment.Exit(1);
        }
    }
}
