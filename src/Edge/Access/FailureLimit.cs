namespace EasyEnclave.Edge.Access;

/// <summary>How many wrong tokens a neighbourhood may still present: twenty at once, then one a second.</summary>
/// <remarks>
/// A prefix that is over its measure is not heard, right or wrong; nobody else is held up by it. What is kept is one instant a prefix (the
/// generic cell rate algorithm), in a table that is bounded: when it is full of prefixes that failed just now, newcomers share one entry.
/// </remarks>
internal sealed class FailureLimit(TimeProvider time)
{
    private const int Burst = 20;
    private const int PrefixesMax = 10_000;
    private const string Everyone = "*";

    private static readonly TimeSpan Each = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _owedUntil = new(StringComparer.Ordinal);
    private DateTimeOffset _lookedThrough;

    /// <summary>How long a prefix has to wait; null when it may try.</summary>
    public TimeSpan? Wait(string prefix)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            TimeSpan over = _owedUntil.GetValueOrDefault(Key(prefix), now) - now - ((Burst - 1) * Each);
            return over > TimeSpan.Zero ? over : null;
        }
    }

    /// <summary>Notes a wrong token.</summary>
    public void Failed(string prefix)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            // Looked through once a second at most: a flood from everywhere must not make every failure look through all.
            if (_owedUntil.Count >= PrefixesMax && !_owedUntil.ContainsKey(prefix) && now - _lookedThrough >= Each)
            {
                _lookedThrough = now;
                Forget(now);
            }

            string key = Key(prefix);
            DateTimeOffset owed = _owedUntil.GetValueOrDefault(key, now);
            _owedUntil[key] = (owed > now ? owed : now) + Each;
        }
    }

    private string Key(string prefix) => _owedUntil.Count < PrefixesMax || _owedUntil.ContainsKey(prefix) ? prefix : Everyone;

    private void Forget(DateTimeOffset now)
    {
        foreach ((string prefix, DateTimeOffset until) in _owedUntil)
        {
            if (until <= now)
            {
                _owedUntil.Remove(prefix);
            }
        }
    }
}
