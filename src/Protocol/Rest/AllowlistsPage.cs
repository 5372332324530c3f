namespace EasyEnclave.Protocol.Rest;

/// <summary>A page of allowlists.</summary>
public sealed record AllowlistsPage(IReadOnlyList<AllowlistView> Allowlists, string? NextCursor);
