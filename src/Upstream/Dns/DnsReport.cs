namespace EasyEnclave.Upstream.Dns;

/// <summary>What came of setting names.</summary>
public sealed record DnsReport
{
    /// <summary>The zone's name, as far as it was found out.</summary>
    public string? Zone { get; init; }

    /// <summary>Every record that was looked at or touched, as far as it came, in the order of the hosts.</summary>
    public IReadOnlyList<DnsChange> Changes { get; init; } = [];

    /// <summary>What else should be known, a sentence each without a full stop.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why it did not come to its end; none when it did. What was done before stays done, and a second run goes on from there.</summary>
    public IReadOnlyList<DnsFault> Faults { get; init; } = [];

    /// <summary>How many records came to this.</summary>
    public int Count(DnsVerb verb) => Changes.Count(change => change.Verb == verb);
}
