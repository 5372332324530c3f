namespace EasyEnclave.Upstream.Keeping;

/// <summary>Where it is kept what servers upstream said, so that it outlives this process.</summary>
/// <remarks>What is read back is data like any other: it is verified again before it is believed.</remarks>
public interface IUpstreamMemory
{
    /// <summary>Reads what is kept under a key.</summary>
    ValueTask<Recollection> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads the keys that begin with a text, in ordinal order.</summary>
    /// <param name="prefix">What they begin with.</param>
    /// <param name="after">Only those behind this key; null from the beginning.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The keys; null when they cannot be read now.</returns>
    ValueTask<IReadOnlyList<string>?> KeysAsync(string prefix, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Keeps all of these, each in place of what was under its key.</summary>
    /// <returns>True once all of them are durable; false when none of them is.</returns>
    ValueTask<bool> WriteAsync(IReadOnlyList<KeptValue> values);
}
