using System.Collections.Frozen;
using EasyEnclave.Upstream.Dns;

namespace EasyEnclave.Node.Options;

/// <summary>Which names are made to lead here when the server starts.</summary>
public sealed record NamesOptions
{
    /// <summary>What was written, as far as it is known.</summary>
    public DnsTexts Texts { get; init; } = new();

    /// <summary>What is asked for at the start; null when nothing is.</summary>
    public DnsOrder? OnStart { get; init; }

    /// <summary>Whether the start ends when names cannot be set.</summary>
    public bool FailOnError { get; init; } = true;

    /// <summary>First labels of the hosts that are named: no app may be called so, since it could stand in for them.</summary>
    public IReadOnlySet<string> Reserved { get; init; } = FrozenSet<string>.Empty;
}
