using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Options;

namespace EasyEnclave.Node;

/// <summary>What the program says of itself.</summary>
internal static class HelpCommand
{
    public static int Version()
    {
        Console.WriteLine(ControlPlane.Version);
        return ExitCode.Done;
    }

    public static int Run()
    {
        Console.WriteLine("EasyEnclave Control Plane " + ControlPlane.Version);
        Console.WriteLine();
        Console.WriteLine("  easyenclave            serve, by the settings below");
        Console.WriteLine("  easyenclave dev        everything in one process on simulated hardware, to try it out");
        Console.WriteLine("  easyenclave ledger     verify, export FILE or import FILE: the ledger of a server that does not run");
        Console.WriteLine("  easyenclave store      verify, export FILE, import FILE, or migrate FROM TO: a whole store that no server uses");
        Console.WriteLine("  easyenclave health     asks the server of these settings, or health URL, whether it is ready: exit code 0 or 1");
        Console.WriteLine("  easyenclave --version");
        Console.WriteLine();
        Console.WriteLine("Settings: variable, switch (or key in appsettings.json), default");
        foreach (Setting setting in KnownSettings.All)
        {
            string door = setting.Secret ? setting.Variable + "_FILE" : setting.Switch;
            Console.WriteLine($"  {setting.Variable,-27} {door,-28} {setting.Default}");
            Console.WriteLine($"      {setting.Summary}");
        }

        return ExitCode.Done;
    }
}
