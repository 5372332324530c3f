using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Rest;

/// <summary>An app's binding and how it stands.</summary>
public sealed record AppView
{
    /// <summary>The name.</summary>
    public required AppName AppName { get; init; }

    /// <summary>The repository it is bound to.</summary>
    public required RepoName Repo { get; init; }

    /// <summary>The network it is bound to.</summary>
    public required NetworkName Network { get; init; }

    /// <summary><c>intel</c> or <c>development</c>; null while an admin bound it ahead and nobody attested.</summary>
    public string? TrustRoot { get; init; }

    /// <summary>As resolve says it.</summary>
    public required string Status { get; init; }

    /// <summary>Whether requests are let through.</summary>
    public required bool Allowed { get; init; }

    /// <summary>When the name was bound.</summary>
    public required DateTimeOffset BoundAt { get; init; }

    /// <summary>Who bound it: an agent's id or an admin's name.</summary>
    public required string BoundBy { get; init; }

    /// <summary>When the binding ends unless an agent attests again; null while an admin bound it ahead and nobody attested.</summary>
    public DateTimeOffset? RegistrationExpiresAt { get; init; }

    /// <summary>none, active, warning or expired.</summary>
    public required string RegistrationState { get; init; }

    /// <summary>Its agents.</summary>
    public required AgentCounts Agents { get; init; }
}
