using EasyEnclave.Attestation.Allowlists;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>What stands where no source is configured: nothing is listed, so nobody is let in.</summary>
public sealed class NoAllowlists : IAllowlistSource
{
    /// <inheritdoc />
    public ValueTask<AllowlistFetch> FetchAsync(string repo, string releaseTag, CancellationToken cancellationToken) =>
        ValueTask.FromResult<AllowlistFetch>(new AllowlistFetch.NotFound());
}
