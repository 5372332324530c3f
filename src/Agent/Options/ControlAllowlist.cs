using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Agent.Options;

/// <summary>Which allowlist the control plane must match.</summary>
public abstract record ControlAllowlist
{
    private ControlAllowlist()
    {
    }

    /// <summary>A file of this machine.</summary>
    /// <param name="Path">Where.</param>
    /// <param name="Tag">The release it must name; null for whichever it names.</param>
    public sealed record InFile(string Path, ReleaseTag? Tag) : ControlAllowlist;

    /// <summary>An asset of a release on GitHub.</summary>
    /// <param name="Repo">The repository.</param>
    /// <param name="Tag">The release.</param>
    /// <param name="Asset">The asset's name.</param>
    /// <param name="Token">The token for GitHub's API; null for none.</param>
    public sealed record OfRelease(RepoName Repo, ReleaseTag Tag, string Asset, string? Token) : ControlAllowlist
    {
        /// <summary>Without the token, which must not reach a log.</summary>
        public override string ToString() => $"{Repo}@{Tag}/{Asset}";
    }
}
