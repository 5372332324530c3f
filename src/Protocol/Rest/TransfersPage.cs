namespace EasyEnclave.Protocol.Rest;

/// <summary>Transfers that were written as one, or a page of the journal, oldest first.</summary>
public sealed record TransfersPage(IReadOnlyList<TransferView> Transfers, string? NextCursor);
