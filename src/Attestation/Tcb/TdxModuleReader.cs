using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Reads the TDX modules of a TCB info: the one of version 0, and the later ones by identity.</summary>
internal static class TdxModuleReader
{
    private const int MaxModules = 256;

    public static bool TryRead(JsonElement root, out TdxModuleIdentity module, out IReadOnlyDictionary<string, TdxModuleIdentity> modules)
    {
        var byId = new Dictionary<string, TdxModuleIdentity>(StringComparer.OrdinalIgnoreCase);
        modules = byId;
        module = new TdxModuleIdentity(null, [], [], [], []);
        if (!JsonFields.TryObject(root, "tdxModule", out var json) || !TryReadOne(json, id: null, [], out module))
            return false;

        // Documents from before the first module with an identity have no such list.
        if (!root.TryGetProperty("tdxModuleIdentities", out _))
            return true;
        if (!JsonFields.TryArray(root, "tdxModuleIdentities", MaxModules, out var array))
            return false;

        foreach (var item in array.EnumerateArray())
        {
            if (!JsonFields.TryString(item, "id", out var id) || !LevelReader.TryIsvLevels(item, out var levels)
                || !TryReadOne(item, id, levels, out var identity) || !byId.TryAdd(id, identity))
                return false;
        }

        return true;
    }

    private static bool TryReadOne(JsonElement json, string? id, IReadOnlyList<IsvLevel> levels, out TdxModuleIdentity identity)
    {
        identity = new TdxModuleIdentity(null, [], [], [], []);
        if (!JsonFields.TryHex(json, "mrsigner", 48, out var signer)
            || !JsonFields.TryHex(json, "attributes", 8, out var attributes)
            || !JsonFields.TryHex(json, "attributesMask", 8, out var mask))
            return false;
        identity = new TdxModuleIdentity(id, signer, attributes, mask, levels);
        return true;
    }
}
