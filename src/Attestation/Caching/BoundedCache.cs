using System.Diagnostics.CodeAnalysis;

namespace EasyEnclave.Attestation.Caching;

/// <summary>A cache of at most so many values; the one not used for longest makes room. Safe for many threads.</summary>
internal sealed class BoundedCache<TValue>(int capacity)
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ProofKey, LinkedListNode<(ProofKey Key, TValue Value)>> _byKey = [];
    private readonly LinkedList<(ProofKey Key, TValue Value)> _newestFirst = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _byKey.Count;
        }
    }

    public bool TryGet(ProofKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out var node))
            {
                value = null;
                return false;
            }

            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    public void Put(ProofKey key, TValue value)
    {
        lock (_gate)
        {
            if (_byKey.ContainsKey(key))
                return;
            if (_byKey.Count == capacity)
            {
                _byKey.Remove(_newestFirst.Last!.Value.Key);
                _newestFirst.RemoveLast();
            }

            _byKey.Add(key, _newestFirst.AddFirst((key, value)));
        }
    }
}
