using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Apps;

/// <summary>What happened to an app's binding.</summary>
public abstract record AppEvent : DomainEvent
{
    private AppEvent()
    {
    }

    /// <summary>The name was bound, by its first attested agent or ahead by an admin.</summary>
    public sealed record Bound(AppName App, RepoName Repo, NetworkName Network, string? TrustRoot, string By, DateTimeOffset At) : AppEvent;

    /// <summary>The first agent of a name that was bound ahead proved itself by this root.</summary>
    public sealed record Rooted(AppName App, string TrustRoot) : AppEvent;

    /// <summary>The name was given back.</summary>
    public sealed record Released(AppName App, string Reason) : AppEvent;
}
