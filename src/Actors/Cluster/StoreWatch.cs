using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Telemetry;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Cluster;

/// <summary>Lets sealed networks fail closed while the store has not answered for too long, and serve again once it does.</summary>
/// <remarks>
/// Without the store nobody can tell this node that an agent was banned, moved or released. Networks that are not sealed go on until
/// their agents' attestations end.
/// </remarks>
public sealed partial class StoreWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly AgentDirectory _directory;
    private readonly StoreWriter _writer;
    private readonly TimeSpan _limit;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private bool _withheld;

    /// <summary>Begins.</summary>
    /// <param name="directory">What is told.</param>
    /// <param name="writer">Who asks the store each second.</param>
    /// <param name="limit">How long that may be (<c>EE_DB_OUTAGE_LIMIT_SEC</c>).</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is told.</param>
    public StoreWatch(AgentDirectory directory, StoreWriter writer, TimeSpan limit, TimeProvider time, ILogger<StoreWatch> logger)
    {
        _directory = directory;
        _writer = writer;
        _limit = limit;
        _logger = logger;
        writer.Answered = Look;
        _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        lock (_gate)
        {
            TimeSpan silent = _writer.SilentFor;
            Instruments.StoreSilent(silent);
            if (_withheld == silent >= _limit)
            {
                return;
            }

            _withheld = !_withheld;
            _directory.ShowStore(_withheld);
            Instruments.SealedWithheld(_withheld);
            if (_withheld)
            {
                LogWithheld(silent.TotalSeconds);
            }
            else
            {
                LogServed();
            }
        }
    }
}
