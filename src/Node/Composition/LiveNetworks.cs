using System.Collections;
using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Node.Composition;

/// <summary>The networks of now, by name: whoever holds this sees them change, all at once.</summary>
/// <param name="first">Those of the start.</param>
internal sealed class LiveNetworks(IReadOnlyDictionary<string, NetworkPolicy> first) : IReadOnlyDictionary<string, NetworkPolicy>
{
    private volatile IReadOnlyDictionary<string, NetworkPolicy> _now = first;

    /// <inheritdoc />
    public IEnumerable<string> Keys => _now.Keys;

    /// <inheritdoc />
    public IEnumerable<NetworkPolicy> Values => _now.Values;

    /// <inheritdoc />
    public int Count => _now.Count;

    /// <inheritdoc />
    public NetworkPolicy this[string key] => _now[key];

    /// <summary>Puts others in their place.</summary>
    public void Replace(IReadOnlyDictionary<string, NetworkPolicy> networks) => _now = networks;

    /// <inheritdoc />
    public bool ContainsKey(string key) => _now.ContainsKey(key);

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out NetworkPolicy value) => _now.TryGetValue(key, out value);

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, NetworkPolicy>> GetEnumerator() => _now.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
