using EasyEnclave.Upstream.Keeping;

namespace EasyEnclave.Tests.Upstream;

/// <summary>A memory that outlives the sources over it, and fails when it is told to.</summary>
internal sealed class FaultyMemory : IUpstreamMemory
{
    private readonly ProcessMemory _memory = new();

    public bool Unreadable { get; set; }

    public bool Unwritable { get; set; }

    /// <summary>How often something was kept.</summary>
    public int Writes { get; private set; }

    public ValueTask<Recollection> ReadAsync(string key, CancellationToken cancellationToken) =>
        Unreadable ? ValueTask.FromResult<Recollection>(new Recollection.Unreadable()) : _memory.ReadAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<string>?> KeysAsync(string prefix, string? after, int limit, CancellationToken cancellationToken) =>
        Unreadable ? ValueTask.FromResult<IReadOnlyList<string>?>(null) : _memory.KeysAsync(prefix, after, limit, cancellationToken);

    public ValueTask<bool> WriteAsync(IReadOnlyList<KeptValue> values)
    {
        Writes += Unwritable ? 0 : 1;
        return Unwritable ? ValueTask.FromResult(false) : _memory.WriteAsync(values);
    }

    /// <summary>Puts other bytes in the place of what is kept under the one key that ends so.</summary>
    public async Task DamageAsync(string ending, byte[] bytes)
    {
        IReadOnlyList<string>? keys = await _memory.KeysAsync("", null, int.MaxValue, CancellationToken.None);
        await _memory.WriteAsync([new KeptValue(keys!.Single(key => key.EndsWith(ending, StringComparison.Ordinal)), bytes)]);
    }
}
