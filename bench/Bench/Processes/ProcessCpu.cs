using System.Globalization;

namespace EasyEnclave.Bench.Processes;

/// <summary>CPU time of processes as the kernel counts it, in user and kernel mode, threads that ended included.</summary>
internal static class ProcessCpu
{
    // USER_HZ, which Linux fixes at 100 for what it shows in /proc.
    private const double TicksPerSecond = 100;

    /// <summary>CPU seconds that these processes have used so far, together.</summary>
    public static double Seconds(IEnumerable<int> processes) => processes.Sum(Seconds);

    /// <summary>CPU seconds that a process, its children, and those children that ended have used so far.</summary>
    public static double OfFamily(int process)
    {
        var own = Fields(process);
        var ended = (Number(own[13]) + Number(own[14])) / TicksPerSecond;
        var parent = process.ToString(CultureInfo.InvariantCulture);
        return Seconds(process) + ended + Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0 && IsChild(id, parent))
            .Sum(Seconds);
    }

    private static bool IsChild(int process, string parent)
    {
        try
        {
            return Fields(process)[1] == parent;
        }
        catch (IOException)
        {
            return false; // it ended
        }
    }

    private static double Seconds(int process)
    {
        var fields = Fields(process);
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    // proc(5) from the third field on. The second is a name in parentheses that may hold anything.
    private static string[] Fields(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
