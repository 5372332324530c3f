namespace EasyEnclave.Node;

/// <summary>Says loudly that nothing here is real hardware.</summary>
internal static class DevelopmentNotice
{
    public static void Write(TextWriter output, string platform)
    {
        output.WriteLine();
        output.WriteLine("  ****************************************************************************");
        output.WriteLine("  *  DEVELOPMENT MODE: SIMULATED HARDWARE IS TRUSTED. NOTHING HERE IS SECURE. *");
        output.WriteLine("  *  Quotes are made by software under a root of this machine's own, in       *");
        output.WriteLine("  *  the folder below. Never use this for anything that matters.              *");
        output.WriteLine("  ****************************************************************************");
        output.WriteLine("  simulated platform: " + platform);
        output.WriteLine();
    }
}
