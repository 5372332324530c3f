namespace EasyEnclave.Agent.Tunnel;

/// <summary>Says how long to wait before the next tunnel is opened (protocol, section 4).</summary>
/// <param name="doubling">The delay that doubles with every attempt in vain.</param>
/// <param name="jitter">A number from 0 to below 1, anew at every call: agents that lost the same server must not return as one.</param>
internal sealed class ReconnectSchedule(TimeSpan doubling, Func<double> jitter)
{
    internal static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>The most that a server's Retry-After is believed: a mistyped one must not keep agents away for days.</summary>
    internal static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(10);

    // Refusals that lie in what the control plane could not reach or know just then, not in this agent.
    private static readonly string[] Passing = ["allowlist_unavailable", "collateral_unavailable", "attestation_timeout"];

    private int _inVain;

    public TimeSpan After(TunnelEnd end)
    {
        if (end.WasAttested)
            _inVain = 0;

        return end switch
        {
            TunnelEnd.Draining { WasAttested: true } => TimeSpan.Zero,
            TunnelEnd.NotAdmitted { Status: 429 or 503, RetryAfter: { } asked } => asked < LongestAsked ? asked : LongestAsked,
            TunnelEnd.NotAdmitted { Status: >= 400 and < 500 } => Long(),
            TunnelEnd.Refused refused when !Passing.Contains(refused.Reason, StringComparer.Ordinal) => Long(),
            TunnelEnd.Distrusted distrusted when !Passing.Contains(distrusted.Reason, StringComparer.Ordinal) => Long(),
            _ => Next(),
        };
    }

    // Half of it at least: what is refused now will hardly be welcome in a second.
    private TimeSpan Long() => Longest * (0.5 + (jitter() / 2));

    private TimeSpan Next()
    {
        TimeSpan most = _inVain == 0 ? First : doubling * Math.Pow(2, Math.Min(_inVain - 1, 16));
        _inVain++;
        return (most < Longest ? most : Longest) * jitter();
    }
}
