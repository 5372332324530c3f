namespace EasyEnclave.Protocol.Rest;

/// <summary>A page of <c>GET /v1/settlements</c>.</summary>
public sealed record SettlementsPage(IReadOnlyList<SettlementView> Settlements, string? NextCursor);
