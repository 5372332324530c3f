using EasyEnclave.Edge.Access;
using EasyEnclave.Protocol;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Signed;

/// <summary>How fast signed answers are asked for: so many at once and so many a second, for each neighbourhood and for all together.</summary>
/// <remarks>One instant a neighbourhood is kept (the generic cell rate algorithm), in a bounded table; when it is full newcomers share one entry.</remarks>
internal sealed class RequestPace(TimeProvider time, AccessOptions access)
{
    private const string Everyone = "*";
    private const int PrefixesMax = 10_000;

    private readonly long _start = time.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _owedUntil = new(StringComparer.Ordinal);
    private DateTimeOffset _all;

    /// <summary>Takes a turn; what to wait for where there is none. This machine itself waits only with all others.</summary>
    public TimeSpan? Wait(HttpContext context)
    {
        ClientAddress client = ClientAddress.Of(context, access.TrustedProxies);
        return Wait(client.IsLoopback ? null : client.ClientPrefix);
    }

    /// <summary>Takes a turn for a neighbourhood; null for this machine itself.</summary>
    public TimeSpan? Wait(string? prefix)
    {
        // By the steady counter: a clock that leapt ahead and came back must not close the door for as long.
        DateTimeOffset now = DateTimeOffset.UnixEpoch + time.GetElapsedTime(_start);
        lock (_gate)
        {
            string key = prefix is null || _owedUntil.Count < PrefixesMax || _owedUntil.ContainsKey(prefix) ? prefix ?? string.Empty : Everyone;
            DateTimeOffset owed = prefix is null ? now : _owedUntil.GetValueOrDefault(key, now);
            TimeSpan over = Over(owed, now, Limits.SignedAnswersPerPrefix) ?? Over(_all, now, Limits.SignedAnswers) ?? TimeSpan.Zero;
            if (over > TimeSpan.Zero)
            {
                return over;
            }

            _all = Later(_all, now) + Each(Limits.SignedAnswers);
            if (prefix is not null)
            {
                Forget(now);
                _owedUntil[key] = Later(owed, now) + Each(Limits.SignedAnswersPerPrefix);
            }

            return null;
        }
    }

    // A second's worth may come at once.
    private static TimeSpan? Over(DateTimeOffset owed, DateTimeOffset now, int perSecond)
    {
        TimeSpan over = owed - now - (TimeSpan.FromSeconds(1) - Each(perSecond));
        return over > TimeSpan.Zero ? over : null;
    }

    private static TimeSpan Each(int perSecond) => TimeSpan.FromSeconds(1) / perSecond;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private void Forget(DateTimeOffset now)
    {
        if (_owedUntil.Count < PrefixesMax)
        {
            return;
        }

        foreach ((string prefix, DateTimeOffset until) in _owedUntil)
        {
            if (until <= now)
            {
                _owedUntil.Remove(prefix);
            }
        }
    }
}
