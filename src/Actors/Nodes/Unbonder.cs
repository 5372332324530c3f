using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Nodes;

/// <summary>Pays out stake once its day has come, by itself.</summary>
public sealed partial class Unbonder : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly NodeActions _nodes;
    private readonly ILogger<Unbonder> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <summary>Starts looking, once a second.</summary>
    public Unbonder(NodeActions nodes, TimeProvider time, ILogger<Unbonder> logger)
    {
        _nodes = nodes;
        _logger = logger;
        _loop = RunAsync(time);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeProvider time)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                await PayAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }
    }

    private async Task PayAsync()
    {
        try
        {
            await _nodes.ReleaseDueAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: what is due stays due.
            LogFailed(e);
        }
    }
}
