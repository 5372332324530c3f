using System.Globalization;

namespace EasyEnclave.Bench.Processes;

/// <summary>CPU time of processes as the kernel counts it, in user and kernel mode, threads that ended included.</summary>
internal static class ProcessCpu
{
    // USER_HZ, which Linux fixes at 100 for what it shows in /proc.
    private const double TicksPerSecond = 100;

    /// <summary>CPU seconds that these processes have used so far, together.</summary>
    public static double Seconds(IEnumerable<int> processes) => processes.Sum(Seconds);

    private static double Seconds(int process)
    {
        // proc(5): fields 14 and 15. The second field is a name in parentheses that may hold anything.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
