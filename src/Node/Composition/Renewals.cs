using System.Security.Cryptography;
using EasyEnclave.Upstream;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>Has newer collateral and allowlists looked for by the clock, so that an outage finds fresh copies and a change is seen without an agent.</summary>
internal sealed class Renewals : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<IRenewable> _sources;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public Renewals(IEnumerable<object> sources, TimeProvider time, ILogger logger)
    {
        _sources = [.. sources.OfType<IRenewable>()];
        _time = time;
        _logger = logger;
        _loop = _sources.Count == 0 ? Task.CompletedTask : RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                // Servers that start together must not ask together.
                await Task.Delay(Interval * (0.75 + (RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 21))), _time, _stopping.Token)
                    .ConfigureAwait(false);
                foreach (IRenewable source in _sources)
                {
                    await RenewAsync(source).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }
    }

    private async Task RenewAsync(IRenewable source)
    {
        try
        {
            await source.RenewDueAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One source's fault must not end the other's renewals.
            _logger.RenewalFailed(e);
        }
    }
}
