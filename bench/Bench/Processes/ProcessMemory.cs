using System.Globalization;

namespace EasyEnclave.Bench.Processes;

/// <summary>Memory of a process as the kernel counts it.</summary>
/// <param name="Resident">Bytes in RAM now.</param>
/// <param name="Peak">The most bytes in RAM since its start.</param>
internal readonly record struct ProcessMemory(long Resident, long Peak)
{
    public static ProcessMemory Of(int process)
    {
        var status = File.ReadAllLines($"/proc/{process}/status");
        return new ProcessMemory(Bytes(status, "VmRSS:"), Bytes(status, "VmHWM:"));
    }

    private static long Bytes(string[] status, string name)
    {
        var line = Array.Find(status, line => line.StartsWith(name, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The kernel does not tell {name}");
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
