using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Inputs;

/// <summary>The network whose rules the user wants applied: a built-in one, or one of a server's file.</summary>
internal static class NetworkInput
{
    /// <summary>Finds a network.</summary>
    /// <param name="shell">Where standard input comes from.</param>
    /// <param name="path">The file of networks; null for the built-in ones alone.</param>
    /// <param name="name">The network's name.</param>
    /// <param name="root">The root that was asked to be trusted.</param>
    /// <param name="policy">The network's rules, or null.</param>
    /// <param name="fault">Why there is none.</param>
    public static bool TryRead(
        Shell shell, string? path, string name, TrustRoot root, [NotNullWhen(true)] out NetworkPolicy? policy, [NotNullWhen(false)] out Outcome? fault)
    {
        policy = null;
        fault = null;
        var development = root.Name == TrustRoot.DevelopmentName;
        var networks = NetworksFile.BuiltIn(development);
        if (path is not null)
        {
            if (!FileInput.TryRead(shell, path, NetworksFile.MaxBytes, out var json, out fault))
                return false;
            if (!NetworksFile.TryRead(json, development, out networks, out var faults))
            {
                fault = Outcome.Usage("networks_invalid", $"{path}: {string.Join("; ", faults)}");
                return false;
            }
        }

        if (!networks.TryGetValue(name, out policy))
        {
            fault = Outcome.Usage("unknown_network", $"There is no network of that name, but {string.Join(", ", networks.Keys.Order(StringComparer.Ordinal))}.");
            return false;
        }

        // Whoever names a simulated platform asks to trust it, and for its quotes the other rules still count.
        if (development)
            policy = policy with { TrustRoots = new HashSet<string>(StringComparer.Ordinal) { root.Name } };
        return true;
    }
}
