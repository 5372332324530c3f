using EasyEnclave.Attestation.Allowlists;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>Allowlists from a directory that an operator fills (<c>EE_ALLOWLIST_DIR</c>): <c>owner/name/tag.json</c>.</summary>
/// <remarks>A <c>/</c> in a tag stands percent-encoded in the file's name, and so does a <c>%</c>, so that no two tags share a file.</remarks>
public sealed class AllowlistDirectory : IAllowlistSource
{
    private readonly string _directory;
    private readonly Freshly<string, AllowlistFetch> _read;

    /// <summary>A source over a directory.</summary>
    public AllowlistDirectory(string directory, TimeProvider time)
    {
        _directory = directory;
        _read = new Freshly<string, AllowlistFetch>(time, ReadAsync);
    }

    /// <summary>The file of a release below an allowlist directory.</summary>
    /// <param name="repo"><c>owner/name</c>.</param>
    /// <param name="releaseTag">The release.</param>
    public static string FileOf(string repo, string releaseTag) =>
        Path.Combine(
            repo.Replace('/', Path.DirectorySeparatorChar),
            releaseTag.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal) + ".json");

    /// <inheritdoc />
    public ValueTask<AllowlistFetch> FetchAsync(string repo, string releaseTag, CancellationToken cancellationToken)
    {
        string root = Path.GetFullPath(_directory) + Path.DirectorySeparatorChar;
        string file = Path.GetFullPath(Path.Combine(root, FileOf(repo, releaseTag)));
        return file.StartsWith(root, StringComparison.Ordinal)
            ? _read.GetAsync(file, cancellationToken)
            : ValueTask.FromResult<AllowlistFetch>(new AllowlistFetch.NotFound());
    }

    private static async ValueTask<AllowlistFetch> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            FileInfo found = new(file);
            return !found.Exists ? new AllowlistFetch.NotFound()
                : found.Length > Allowlist.MaxBytes ? new AllowlistFetch.Invalid("the file is larger than 1 MiB")
                : new AllowlistFetch.Found(await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false), "file:" + file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new AllowlistFetch.Unavailable();
        }
    }
}
