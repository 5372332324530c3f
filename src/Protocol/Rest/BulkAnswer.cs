namespace EasyEnclave.Protocol.Rest;

/// <summary>What became of a bulk: a result an item, in the order of the items.</summary>
public sealed record BulkAnswer<T>(IReadOnlyList<BulkResult<T>> Results)
    where T : class;
