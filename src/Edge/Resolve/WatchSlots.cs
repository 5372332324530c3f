using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Resolve;

/// <summary>The places for watchers: so many in all, and so many a neighbourhood.</summary>
internal sealed class WatchSlots(int all = Limits.Watchers, int perPrefix = Limits.WatchersPerPrefix)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Takes a place until it is disposed of; null when there is none.</summary>
    public IDisposable? TryTake(string prefix)
    {
        lock (_gate)
        {
            int here = _taken.GetValueOrDefault(prefix);
            if (_all >= all || here >= perPrefix)
            {
                return null;
            }

            _all++;
            _taken[prefix] = here + 1;
            return new Slot(this, prefix);
        }
    }

    private void GiveBack(string prefix)
    {
        lock (_gate)
        {
            _all--;
            int left = _taken[prefix] - 1;
            if (left == 0)
            {
                _taken.Remove(prefix);
            }
            else
            {
                _taken[prefix] = left;
            }
        }
    }

    private sealed class Slot(WatchSlots slots, string prefix) : IDisposable
    {
        private WatchSlots? _slots = slots;

        public void Dispose() => Interlocked.Exchange(ref _slots, null)?.GiveBack(prefix);
    }
}
