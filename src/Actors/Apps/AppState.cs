using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Apps;

/// <summary>What a name is bound to. When it ends is never stored: it follows from its agents' attestations.</summary>
public sealed record AppState
{
    /// <summary>The name.</summary>
    public required AppName Name { get; init; }

    /// <summary>Whether the name is taken or was given back.</summary>
    public required AppPhase Phase { get; init; }

    /// <summary>The repository whose releases may serve it.</summary>
    public required RepoName Repo { get; init; }

    /// <summary>The network its agents must be in.</summary>
    public required NetworkName Network { get; init; }

    /// <summary>The trust root its agents must prove themselves by; null until the first one does.</summary>
    public required string? TrustRoot { get; init; }

    /// <summary>When it was bound.</summary>
    public required DateTimeOffset BoundAt { get; init; }

    /// <summary>Who bound it: an agent's id or an admin's name.</summary>
    public required string BoundBy { get; init; }

    /// <summary>Counts the bindings of this name: an agent of an earlier one has no claim on a later one.</summary>
    public required long Binding { get; init; }

    /// <summary>Grows by one with each event.</summary>
    public required long Version { get; init; }
}
