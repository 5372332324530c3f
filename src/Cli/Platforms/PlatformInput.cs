using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Simulation;

namespace EasyEnclave.Cli.Platforms;

/// <summary>Reads a simulated platform from the folder that the user named.</summary>
internal static class PlatformInput
{
    /// <summary>Reads a platform; a folder without one is wrong usage.</summary>
    public static bool TryLoad(
        string directory, [NotNullWhen(true)] out SimulatedPlatform? platform, [NotNullWhen(false)] out Outcome? fault)
    {
        platform = null;
        fault = null;
        try
        {
            platform = SimulatedPlatform.Load(directory);
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            fault = Outcome.Usage("platform_unreadable", unreadable.Message);
        }

        return platform is not null;
    }
}
