namespace EasyEnclave.Attestation.Allowlists;

/// <summary>Where allowlists come from: a directory, or a release on GitHub.</summary>
public interface IAllowlistSource
{
    /// <summary>Fetches the allowlist of one release; asked only after a quote proved to be authentic.</summary>
    /// <param name="repo">The repository, <c>owner/name</c>.</param>
    /// <param name="releaseTag">The release.</param>
    /// <param name="cancellationToken">Ends the wait, not the shared fetch.</param>
    ValueTask<AllowlistFetch> FetchAsync(string repo, string releaseTag, CancellationToken cancellationToken);
}
