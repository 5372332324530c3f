using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>An answer of the API together with its tag, so that an unchanged one need not come again.</summary>
/// <param name="Value">What was read from it.</param>
/// <param name="ETag">The tag; null for none.</param>
internal sealed record GitHubMemo<T>(T Value, string? ETag)
{
    private const int TagMax = 200;

    public static GitHubMemo<T> Of(T value, UpstreamAnswer answer) =>
        new(value, answer.Header("ETag") is { Length: <= TagMax } tag ? tag : null);
}
