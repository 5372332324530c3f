namespace EasyEnclave.Protocol.Rest;

/// <summary>A page of apps.</summary>
public sealed record AppsPage(IReadOnlyList<AppView> Apps, string? NextCursor);
