using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Node.Options;

/// <summary>The networks that <c>EE_NETWORKS_FILE</c> names, read once; a server does not start on a file that says less than it seems to.</summary>
internal static class NetworksSetting
{
    private const string Variable = "EE_NETWORKS_FILE";

    /// <summary>Reads the file; null when none is named, or when it is at fault, which the reader of settings is then told.</summary>
    public static IReadOnlyDictionary<string, NetworkPolicy>? Read(SettingsReader settings, bool development)
    {
        if (settings.Text(Variable) is not { } path)
        {
            return null;
        }

        if (Bytes(path) is not { } json)
        {
            settings.Fault(Variable, "names a file that is not there or cannot be read; check its path and rights");
            return null;
        }

        if (NetworksFile.TryRead(json, development, out IReadOnlyDictionary<string, NetworkPolicy> networks, out IReadOnlyList<string> faults))
        {
            return networks;
        }

        foreach (string fault in faults)
        {
            settings.Fault(Variable, fault);
        }

        return null;
    }

    // One byte more than is allowed is enough to know that it is too large.
    internal static byte[]? Bytes(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[Math.Min(file.Length, NetworksFile.MaxBytes + 1)];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
