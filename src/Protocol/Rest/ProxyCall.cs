namespace EasyEnclave.Protocol.Rest;

/// <summary>The body of <c>POST /v1/proxy/{app}</c>.</summary>
public sealed record ProxyCall
{
    /// <summary>The request's method, GET when absent.</summary>
    public string? Method { get; init; }

    /// <summary>Path and query in origin form, <c>/</c> when absent.</summary>
    public string? Path { get; init; }

    /// <summary>Header fields, one value each.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The body in base64, empty when absent.</summary>
    public string? BodyB64 { get; init; }
}
