namespace EasyEnclave.Protocol.Rest;

/// <summary>The body of <c>POST /v1/apps</c>: binds a name ahead of its first agent.</summary>
public sealed record BindAppRequest(string? AppName, string? Repo, string? Network);
