using System.Net;
using System.Security.Cryptography;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>Asks GitHub's API for a repository, a release and its asset, and downloads the asset.</summary>
/// <remarks>1 the repository's number. 2 the release, and the asset in it. 3 the asset's bytes, unless they are known already.</remarks>
internal sealed class GitHubClient(GitHubOptions options, UpstreamClient upstream)
{
    private const int JsonBytesMax = 4 * 1024 * 1024;
    private const int RedirectsMax = 3;
    private const string JsonType = "application/vnd.github+json";
    private const string Moved = "the repository was renamed, moved or replaced: agents have to name it as it is called now";

    private readonly Uri _root = new(options.Api.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");

    /// <summary>Asks for everything that may have changed since it was last seen.</summary>
    /// <param name="name">The release.</param>
    /// <param name="known">What was seen last, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<GitHubFetch> FetchAsync(ReleaseName name, GitHubRelease? known, CancellationToken cancellationToken)
    {
        // 1 The repository
        UpstreamAnswer? answer = await AskAsync(name.RepositoryPath, known?.Repository.ETag, cancellationToken).ConfigureAwait(false);
        if (Fault(answer) is { } missing)
        {
            return missing;
        }

        GitHubMemo<GitHubRepository>? repository = answer!.Status == HttpStatusCode.NotModified ? known?.Repository
            : GitHubJson.Repository(answer.Body, name) is { } read ? GitHubMemo<GitHubRepository>.Of(read, answer)
            : null;
        if (repository is null)
        {
            return new GitHubFetch.Unavailable();
        }

        // 2 The release
        answer = await AskAsync(name.ReleasePath, known?.Asset.ETag, cancellationToken).ConfigureAwait(false);
        if (Fault(answer) is { } absent)
        {
            return absent;
        }

        if (answer!.Status == HttpStatusCode.NotModified)
        {
            return known is null ? new GitHubFetch.Unavailable() : new GitHubFetch.Fetched(known with { Repository = repository });
        }

        return GitHubJson.Release(answer.Body, name, options.Asset) switch
        {
            GitHubListing.Listed listed => await TakeAsync(
                name, known, repository, GitHubMemo<GitHubAsset>.Of(listed.Asset, answer), cancellationToken).ConfigureAwait(false),
            GitHubListing.NoAsset => new GitHubFetch.NotFound(),
            GitHubListing.Draft => new GitHubFetch.Refused("the release is a draft"),
            _ => new GitHubFetch.Unavailable(),
        };
    }

    private async Task<GitHubFetch> TakeAsync(
        ReleaseName name,
        GitHubRelease? known,
        GitHubMemo<GitHubRepository> repository,
        GitHubMemo<GitHubAsset> asset,
        CancellationToken cancellationToken)
    {
        // 3 The bytes. An asset cannot be written again, only deleted; another upload has another number.
        if (known is not null && known.Asset.Value == asset.Value && known.Repository.Value == repository.Value)
        {
            return new GitHubFetch.Fetched(new GitHubRelease(repository, asset, known.Bytes));
        }

        if (asset.Value.Size > Allowlist.MaxBytes)
        {
            return new GitHubFetch.Refused("the asset is larger than 1 MiB");
        }

        (ReadOnlyMemory<byte>? bytes, GitHubFetch? fault) = await DownloadAsync(name.AssetPath(asset.Value.Id), cancellationToken).ConfigureAwait(false);
        if (bytes is not { } body)
        {
            return fault!;
        }

        if (body.Length != asset.Value.Size)
        {
            return new GitHubFetch.Unavailable();
        }

        return asset.Value.Sha256 is { } stated && stated != Convert.ToHexStringLower(SHA256.HashData(body.Span))
            ? new GitHubFetch.Refused("the asset's bytes are not those that GitHub states the SHA-256 of")
            : new GitHubFetch.Fetched(new GitHubRelease(repository, asset, body));
    }

    private async Task<(ReadOnlyMemory<byte>? Bytes, GitHubFetch? Fault)> DownloadAsync(string path, CancellationToken cancellationToken)
    {
        Uri url = new(_root, path);
        for (int redirects = 0; redirects <= RedirectsMax; redirects++)
        {
            UpstreamAnswer? answer = await upstream.AskAsync(
                new UpstreamRequest(url, Allowlist.MaxBytes) { Accept = "application/octet-stream", Authorization = AuthorizationFor(url) },
                cancellationToken).ConfigureAwait(false);
            if (answer is null || answer.Status == HttpStatusCode.OK)
            {
                return answer is null ? (null, new GitHubFetch.Unavailable()) : (answer.Body, null);
            }

            if (!IsRedirect(answer.Status))
            {
                // It was listed a moment ago, so this is no answer about the release.
                return (null, new GitHubFetch.Unavailable());
            }

            if (!Uri.TryCreate(url, answer.Header("Location"), out Uri? next) || !MayFollow(next))
            {
                return (null, new GitHubFetch.Refused("the download is redirected to an address that is not https"));
            }

            url = next;
        }

        return (null, new GitHubFetch.Refused("the download is redirected more than three times"));
    }

    private async Task<UpstreamAnswer?> AskAsync(string path, string? etag, CancellationToken cancellationToken)
    {
        Uri url = new(_root, path);
        return await upstream.AskAsync(
            new UpstreamRequest(url, JsonBytesMax) { Accept = JsonType, Authorization = AuthorizationFor(url), IfNoneMatch = etag },
            cancellationToken).ConfigureAwait(false);
    }

    private static GitHubFetch? Fault(UpstreamAnswer? answer) => answer?.Status switch
    {
        HttpStatusCode.OK or HttpStatusCode.NotModified => null,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => new GitHubFetch.NotFound(),
        { } status when IsRedirect(status) => new GitHubFetch.Refused(Moved),
        _ => new GitHubFetch.Unavailable(),
    };

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    // Plain http is for an API on this machine alone, and then for its own host. Private addresses are refused where connections are made.
    private bool MayFollow(Uri url) =>
        url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (_root.Scheme == Uri.UriSchemeHttp && url.Scheme == Uri.UriSchemeHttp && url.Host == _root.Host));

    private string? AuthorizationFor(Uri url) =>
        options.Token is { } token && url.Scheme == _root.Scheme && url.Authority == _root.Authority ? "Bearer " + token : null;
}
