namespace EasyEnclave.Upstream.Keeping;

/// <summary>A memory that ends with its process: for a command that asks once.</summary>
public sealed class ProcessMemory : IUpstreamMemory
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _values = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask<Recollection> ReadAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<Recollection>(
                _values.TryGetValue(key, out ReadOnlyMemory<byte> bytes) ? new Recollection.Kept(bytes) : new Recollection.Nothing());
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>?> KeysAsync(string prefix, string? after, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<string>?>(
            [
                .. _values.Keys
                    .Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(key, after) > 0))
                    .Take(limit),
            ]);
        }
    }

    /// <inheritdoc />
    public ValueTask<bool> WriteAsync(IReadOnlyList<KeptValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        lock (_gate)
        {
            foreach (KeptValue value in values)
            {
                _values[value.Key] = value.Bytes;
            }
        }

        return ValueTask.FromResult(true);
    }
}
