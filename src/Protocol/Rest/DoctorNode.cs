namespace EasyEnclave.Protocol.Rest;

/// <summary>What the checks of one node found.</summary>
public sealed record DoctorNode
{
    /// <summary>Its name.</summary>
    public required string Node { get; init; }

    /// <summary>Its program's version.</summary>
    public required string Version { get; init; }

    /// <summary>Its clock when it answered; null when it could not be asked.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Where clients reach the proxy listener, as the node was told; null where it was not.</summary>
    public Uri? PublicProxyUrl { get; init; }

    /// <summary>The port on which its proxy listener is; null when that is not known.</summary>
    public int? ProxyPort { get; init; }

    /// <summary>What was found, by check.</summary>
    public required IReadOnlyList<DoctorFinding> Findings { get; init; }
}
