using EasyEnclave.Attestation.Allowlists;

namespace EasyEnclave.Upstream.ControlPlanes;

/// <summary>One file that is the allowlist, whatever is asked for; read anew at each question.</summary>
internal sealed class AllowlistFile(string path) : IAllowlistSource
{
    public async ValueTask<AllowlistFetch> FetchAsync(string repo, string releaseTag, CancellationToken cancellationToken)
    {
        try
        {
            FileInfo found = new(path);
            return !found.Exists ? new AllowlistFetch.NotFound()
                : found.Length > Allowlist.MaxBytes ? new AllowlistFetch.Invalid("the file is larger than 1 MiB")
                : new AllowlistFetch.Found(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), "file:" + path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new AllowlistFetch.Unavailable();
        }
    }
}
