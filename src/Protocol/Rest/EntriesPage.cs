namespace EasyEnclave.Protocol.Rest;

/// <summary>A page of an account's transfers, the latest first.</summary>
public sealed record EntriesPage(IReadOnlyList<TransferView> Entries, string? NextCursor);
