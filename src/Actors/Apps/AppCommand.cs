using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Apps;

/// <summary>What is wanted of a name; each carries its instant.</summary>
public abstract record AppCommand(DateTimeOffset Now)
{
    /// <summary>An agent attested for it.</summary>
    /// <param name="App">The name.</param>
    /// <param name="Repo">The repository of the agent's release.</param>
    /// <param name="Network">The network it was judged by.</param>
    /// <param name="TrustRoot">The root it proved itself by.</param>
    /// <param name="By">The agent's id.</param>
    /// <param name="Alive">Whether the present binding, if any, still counts: not run out, and on a root that is trusted here.</param>
    /// <param name="Now">When.</param>
    public sealed record Claim(AppName App, RepoName Repo, NetworkName Network, string TrustRoot, string By, bool Alive, DateTimeOffset Now)
        : AppCommand(Now);

    /// <summary>An admin binds it ahead of its first agent.</summary>
    public sealed record BindAhead(AppName App, RepoName Repo, NetworkName Network, string By, bool Alive, DateTimeOffset Now) : AppCommand(Now);

    /// <summary>An admin gives it back.</summary>
    public sealed record Release(AppName App, string Reason, DateTimeOffset Now) : AppCommand(Now);
}
