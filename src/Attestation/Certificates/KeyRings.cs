using System.Collections.Concurrent;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>The rings of keys of one verifier: as many as verifications ever ran at once.</summary>
internal sealed class KeyRings
{
    private readonly ConcurrentBag<KeyRing> _idle = [];

    public KeyRing Take() => _idle.TryTake(out var ring) ? ring : new KeyRing();

    public void Return(KeyRing ring) => _idle.Add(ring);
}
