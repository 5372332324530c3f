namespace EasyEnclave.Upstream.Http;

/// <summary>One question to a server upstream.</summary>
/// <param name="Url">Where it goes.</param>
/// <param name="MaxBytes">The largest body that is read.</param>
internal sealed record UpstreamRequest(Uri Url, int MaxBytes)
{
    /// <summary>The header Accept.</summary>
    public string? Accept { get; init; }

    /// <summary>The header Authorization, only ever for the server it was given for.</summary>
    public string? Authorization { get; init; }

    /// <summary>The header If-None-Match.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>Where it goes, for people; its headers hold a token.</summary>
    public override string ToString() => Url.ToString();
}
