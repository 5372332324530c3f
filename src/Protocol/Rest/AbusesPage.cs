namespace EasyEnclave.Protocol.Rest;

/// <summary>A page of <c>GET /v1/abuse/reports</c>.</summary>
public sealed record AbusesPage(IReadOnlyList<AbuseView> Reports, string? NextCursor);
