using System.Collections.Frozen;
using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Policies;

/// <summary>A file of networks: <c>{"version": "1", "networks": […]}</c>, read so that nothing in it can mean less than it seems to.</summary>
/// <remarks>Whatever is unknown is a fault, since a misspelt rule would be no rule; the two built-in networks may only become stricter.</remarks>
public static class NetworksFile
{
    /// <summary>More than any file of networks needs: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>How many networks a file may define.</summary>
    public const int MaxNetworks = 64;

    private const int MaxNameLength = 64;
    private const int MaxDepth = 8;

    /// <summary>The networks there are without a file.</summary>
    /// <param name="development">True in development mode.</param>
    public static IReadOnlyDictionary<string, NetworkPolicy> BuiltIn(bool development) => By([NetworkPolicy.Forge1, NetworkPolicy.Sandbox1(development)]);

    /// <summary>Reads a file.</summary>
    /// <param name="json">Its bytes, at most <see cref="MaxBytes"/>.</param>
    /// <param name="development">True in development mode, where networks may take the development root.</param>
    /// <param name="networks">All networks by name: the built-in ones as the file changes them, and its own. The built-in ones alone when there are faults.</param>
    /// <param name="faults">All that is wrong, each with the network, the member and the remedy; ASCII, one line each.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> json, bool development, out IReadOnlyDictionary<string, NetworkPolicy> networks, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        networks = BuiltIn(development);
        if (!StrictJson.TryParse(json, MaxBytes, MaxDepth, out var document))
        {
            found.Add("is no JSON document of at most 1 MiB; a name that stands twice, a comment and a comma too many are refused as well");
            return false;
        }

        using (document)
        {
            var read = Read(document.RootElement, development, found);
            if (found.Count > 0)
                return false;
            networks = By(networks.Values.Where(policy => !read.ContainsKey(policy.Name)).Concat(read.Values));
            return true;
        }
    }

    private static Dictionary<string, NetworkPolicy> Read(JsonElement root, bool development, List<string> faults)
    {
        var read = new Dictionary<string, NetworkPolicy>(StringComparer.Ordinal);
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.Add("must be an object with the members version and networks");
            return read;
        }

        if (!JsonFields.TryString(root, "version", out var version) || version != "1")
            faults.Add("version: must be \"1\"");
        foreach (var member in root.EnumerateObject().Where(member => member.Name is not ("version" or "networks" or "$schema")))
            faults.Add($"{PolicyMembers.Shown(member.Name)}: is no member of this file; correct its name, or remove it");
        if (!JsonFields.TryArray(root, "networks", MaxNetworks, out var list))
        {
            faults.Add($"networks: must be a list of at most {MaxNetworks} networks");
            return read;
        }

        var place = 0;
        foreach (var json in list.EnumerateArray())
        {
            if (!JsonFields.TryString(json, "name", out var name) || !IsName(name))
                faults.Add($"networks[{place}]: must be an object with a name of 1 to {MaxNameLength} of a-z, 0-9 and -");
            else if (!read.TryAdd(name, NetworkReader.Read(json, name, development, faults)))
                faults.Add($"network {name}: stands there twice; keep one");
            place++;
        }

        return read;
    }

    internal static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static FrozenDictionary<string, NetworkPolicy> By(IEnumerable<NetworkPolicy> policies) =>
        policies.ToFrozenDictionary(policy => policy.Name, StringComparer.Ordinal);
}
