using System.Collections.Frozen;

namespace EasyEnclave.Simulation.Keys;

/// <summary>The private keys of one simulated platform, one for each role.</summary>
internal sealed class PlatformKeys(IReadOnlyDictionary<PlatformRole, SigningKey> keys)
{
    private readonly FrozenDictionary<PlatformRole, SigningKey> _keys = keys.ToFrozenDictionary();

    /// <summary>The roles whose keys a folder keeps.</summary>
    public static IReadOnlyList<PlatformRole> Stored { get; } = [.. Enum.GetValues<PlatformRole>().Where(role => role != PlatformRole.Stranger)];

    public SigningKey this[PlatformRole role] => _keys[role];

    public static PlatformKeys From(Entropy entropy) =>
        new(Enum.GetValues<PlatformRole>().ToDictionary(role => role, entropy.Key));
}
