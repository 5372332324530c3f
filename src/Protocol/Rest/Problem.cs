using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Rest;

/// <summary>A refusal in the form of RFC 9457, <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>The stable code.</summary>
    public required string Error { get; init; }

    /// <summary>What went wrong, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What would help, or what exactly was wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>The field or parameter at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }
}
