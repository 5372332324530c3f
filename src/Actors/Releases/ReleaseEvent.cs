using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Releases;

/// <summary>What happened to a release.</summary>
public abstract record ReleaseEvent : DomainEvent
{
    private ReleaseEvent()
    {
    }

    /// <summary>An operator took a changed allowlist in place of the one that was used.</summary>
    /// <param name="Repo"><c>owner/name</c>.</param>
    /// <param name="ReleaseTag">The tag.</param>
    /// <param name="Before">What counted.</param>
    /// <param name="After">What counts from now on.</param>
    /// <param name="Reason">Why, for the record.</param>
    public sealed record ListAccepted(string Repo, string ReleaseTag, ListPin Before, ListPin After, string Reason) : ReleaseEvent;
}
