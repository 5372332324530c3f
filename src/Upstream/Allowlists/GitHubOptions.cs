using System.Text;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>How GitHub is asked for allowlists.</summary>
public sealed record GitHubOptions
{
    /// <summary>GitHub's own API.</summary>
    public static Uri DefaultApi { get; } = new("https://api.github.com");

    /// <summary>The API (<c>EE_GITHUB_API_URL</c>).</summary>
    public Uri Api { get; init; } = DefaultApi;

    /// <summary>The token sent to the API and nowhere else; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Owners whose releases are asked for, compared without case; none means every owner.</summary>
    public IReadOnlyList<string> AllowedOwners { get; init; } = [];

    /// <summary>The name of a release's asset.</summary>
    public string Asset { get; init; } = "agent-attestation-allowlist.json";

    /// <summary>How long the last good copy serves while GitHub cannot be asked.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How the servers are asked.</summary>
    public UpstreamLimits Limits { get; init; } = new() { CallsPerMinute = 120 };

    /// <summary>All options for people; of the token only whether it is set.</summary>
    public override string ToString()
    {
        GitHubOptions shown = this with { Token = Token is null ? null : "(set)" };
        StringBuilder text = new();
        shown.PrintMembers(text);
        return $"{nameof(GitHubOptions)} {{ {text} }}";
    }
}
