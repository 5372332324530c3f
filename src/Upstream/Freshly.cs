using System.Collections.Concurrent;

namespace EasyEnclave.Upstream;

/// <summary>Keeps what was read for a few seconds, and lets those who ask at the same time share one reading.</summary>
/// <typeparam name="TKey">What is asked for.</typeparam>
/// <typeparam name="TValue">What is read.</typeparam>
internal sealed class Freshly<TKey, TValue>
    where TKey : notnull
{
    private const int KeysHeld = 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<TKey, (DateTimeOffset At, Task<TValue> Value)> _entries = new();
    private readonly TimeProvider _time;
    private readonly Func<TKey, CancellationToken, ValueTask<TValue>> _read;

    public Freshly(TimeProvider time, Func<TKey, CancellationToken, ValueTask<TValue>> read)
    {
        _time = time;
        _read = read;
    }

    public async ValueTask<TValue> GetAsync(TKey key, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (_entries.TryGetValue(key, out (DateTimeOffset At, Task<TValue> Value) entry) && now - entry.At < Kept)
        {
            return await entry.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_entries.Count >= KeysHeld)
        {
            _entries.Clear();
        }

        // One caller's impatience must not end the reading of the others.
        Task<TValue> reading = _read(key, CancellationToken.None).AsTask();
        _entries[key] = (now, reading);
        return await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
