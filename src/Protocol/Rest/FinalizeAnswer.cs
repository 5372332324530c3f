namespace EasyEnclave.Protocol.Rest;

/// <summary>All nodes that used exactly one period were settled.</summary>
/// <param name="Settlements">What became of each, by node.</param>
/// <param name="Settled">How many accounts' usage is paid in all.</param>
/// <param name="Failed">How many accounts get back what they locked in all.</param>
public sealed record FinalizeAnswer(IReadOnlyList<SettlementView> Settlements, int Settled, int Failed);
