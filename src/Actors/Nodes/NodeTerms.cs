using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Nodes;

/// <summary>By whom something is asked of a node, when, and under which rules.</summary>
public sealed record NodeTerms
{
    /// <summary>When.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The command that carries it: it names the transfers before they are written.</summary>
    public required CommandId Command { get; init; }

    /// <summary>Whether the node itself asks, with its own token: its stake then comes from and goes to what it earned.</summary>
    public bool ByNode { get; init; }

    /// <summary>How long stake is on its way back.</summary>
    public TimeSpan UnbondDelay { get; init; }

    /// <summary>The hash of a fresh token, sealed for the row.</summary>
    public ReadOnlyMemory<byte> SealedToken { get; init; }

    /// <summary>The place in the journal of a transfer that is known by its id.</summary>
    public Func<TransferId, long> SeqOf { get; init; } = static _ => 0;
}
