using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Telemetry;

namespace EasyEnclave.Actors.Cluster;

public sealed partial class ClusterFeed
{
    /// <summary>Seldom enough to cost nothing, often enough that a fault of ours does not last.</summary>
    internal static readonly TimeSpan CompareInterval = TimeSpan.FromMinutes(10);

    private long _comparedAt;
    private Task<StoreSnapshot>? _loading;

    /// <summary>Compares what is shown with all rows of the store; a difference would be a fault of the feed, and is told and mended.</summary>
    /// <remarks>Reading all rows of a large store takes many polls, which go on meanwhile.</remarks>
    private async Task CompareAsync()
    {
        if (_loading is null && _time.GetElapsedTime(_comparedAt) < CompareInterval)
        {
            return;
        }

        try
        {
            if (_loading is null)
            {
                _comparedAt = _time.GetTimestamp();
                _loading = _store.LoadAsync(_stopping.Token).AsTask();
            }

            if (!_loading.IsCompleted)
            {
                return;
            }

            StoreSnapshot all = await _loading.ConfigureAwait(false);
            _loading = null;

            // What the snapshot has and the feed had not yet read is no difference.
            if (!await ReadAsync().ConfigureAwait(false))
            {
                return;
            }

            AgentState[] agents = [.. all.Agents.Where(row =>
                _targets.Agents.Find(row.Id)?.State is not { } shown || (shown.Epoch, shown.Version).CompareTo((row.Epoch, row.Version)) < 0)];
            AppState[] apps = [.. all.Apps.Where(row => _targets.Agents.Find(row.Name) is not { } shown || shown.State.Version < row.Version)];
            if (agents.Length + apps.Length > 0)
            {
                LogDiffers(agents.Length, apps.Length);
                Instruments.FeedDiffers(agents.Length + apps.Length);
                _targets.Agents.Show(new FeedTail(_marks, agents, apps, [], null, null, More: false), _targets.Agents.BansRevision);
            }
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // The store's edge: compared again the next time.
            _loading = null;
            LogCompareFailed(e);
        }
    }
}
