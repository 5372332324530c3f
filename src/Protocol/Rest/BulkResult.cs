namespace EasyEnclave.Protocol.Rest;

/// <summary>What became of one item of a bulk.</summary>
/// <param name="Id">The item's id; null where it gave none that is one.</param>
/// <param name="Status">The HTTP status it would have had by itself.</param>
/// <param name="Replayed">True when it was done at an earlier time.</param>
/// <param name="Answer">The answer it would have had; null when it was refused.</param>
/// <param name="Problem">Why it was refused; null when it was not.</param>
public sealed record BulkResult<T>(string? Id, int Status, bool Replayed, T? Answer, Problem? Problem)
    where T : class;
