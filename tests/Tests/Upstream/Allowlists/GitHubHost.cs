using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Upstream.Allowlists;
using EasyEnclave.Upstream.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Upstream.Allowlists;

/// <summary>GitHub's API on loopback with one release, a second server for downloads, and a source that asks them.</summary>
internal sealed class GitHubHost : IAsyncDisposable
{
    public const string Token = "a-token-for-the-api-alone";

    private readonly GitHubOptions _options;

    private GitHubHost(UpstreamServer api, UpstreamServer downloads, Func<GitHubOptions, GitHubOptions> change)
    {
        Api = api;
        Downloads = downloads;
        api.Answer = AnswerAsync;
        downloads.Answer = DownloadAsync;
        _options = change(new GitHubOptions
        {
            Api = api.Url,
            Token = Token,
            Limits = new UpstreamLimits { RetryDelay = TimeSpan.Zero, CallsPerMinute = 120 },
        });
        Source = Open();
    }

    public UpstreamServer Api { get; }

    public UpstreamServer Downloads { get; }

    public ManualTime Time { get; } = new();

    public GitHubAllowlists Source { get; private set; }

    public FaultyMemory Memory { get; } = new();

    public long RepositoryId { get; set; } = 101;

    public long OwnerId { get; set; } = 202;

    public string FullName { get; set; } = "Acme/Agent";

    public string Tag { get; set; } = "v1.0";

    public bool Draft { get; set; }

    public long AssetId { get; set; } = 303;

    public string AssetName { get; set; } = "agent-attestation-allowlist.json";

    public string AssetState { get; set; } = "uploaded";

    public long? AssetSize { get; set; }

    public string? Digest { get; set; }

    public byte[] Content { get; set; } = Encoding.UTF8.GetBytes("""{"version":"1.0"}""");

    /// <summary>Where the asset's download is sent on to; null answers with the bytes.</summary>
    public string? Location { get; set; }

    /// <summary>Server and token of every request that had one.</summary>
    public ConcurrentQueue<string> Tokens { get; } = new();

    public static async Task<GitHubHost> StartAsync(Func<GitHubOptions, GitHubOptions>? change = null)
    {
        GitHubHost host = new(await UpstreamServer.StartAsync(), await UpstreamServer.StartAsync(), change ?? (options => options));
        host.Location = host.Downloads.Url + "file?signature=x";
        return host;
    }

    /// <summary>A new process with the memory of the one before.</summary>
    public void Restart()
    {
        Source.Dispose();
        Source = Open();
    }

    public Task<AllowlistFetch> FetchAsync(string repo = "acme/agent", string tag = "v1.0") =>
        Source.FetchAsync(repo, tag, CancellationToken.None).AsTask();

    public async ValueTask DisposeAsync()
    {
        Source.Dispose();
        await Api.DisposeAsync();
        await Downloads.DisposeAsync();
    }

    private GitHubAllowlists Open() => new(_options, Memory, Time, NullLogger<GitHubAllowlists>.Instance);

    private async Task AnswerAsync(HttpContext context)
    {
        Note(context, "api");
        string path = context.Request.Path.Value!;
        if (path == "/repos/acme/agent")
        {
            await JsonAsync(context, new { id = RepositoryId, full_name = FullName, owner = new { id = OwnerId, login = "Acme" } });
        }
        else if (path == "/repos/acme/agent/releases/tags/" + Tag)
        {
            object asset = new { id = AssetId, name = AssetName, state = AssetState, size = AssetSize ?? Content.Length, digest = Digest };
            await JsonAsync(context, new { id = 1, tag_name = Tag, draft = Draft, assets = new[] { new { id = 7, name = "other", state = "uploaded", size = 1 }, asset } });
        }
        else if (path == $"/repos/acme/agent/releases/assets/{AssetId}" && context.Request.Headers.Accept == "application/octet-stream")
        {
            if (Location is null)
            {
                await context.Response.Body.WriteAsync(Content);
                return;
            }

            context.Response.StatusCode = 302;
            context.Response.Headers.Location = Location;
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private async Task DownloadAsync(HttpContext context)
    {
        Note(context, "downloads");
        await context.Response.Body.WriteAsync(Content);
    }

    private void Note(HttpContext context, string server)
    {
        if (context.Request.Headers.Authorization.Count > 0)
            Tokens.Enqueue(server + " " + context.Request.Headers.Authorization);
    }

    private static async Task JsonAsync(HttpContext context, object answer)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(answer);
        string etag = $"W/\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(json))}\"";
        if (context.Request.Headers.IfNoneMatch == etag)
        {
            context.Response.StatusCode = 304;
            return;
        }

        context.Response.Headers.ETag = etag;
        await context.Response.Body.WriteAsync(json);
    }
}
