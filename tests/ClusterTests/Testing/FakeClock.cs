using System.Globalization;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>A wall clock that is off by what a file says, for programs that are started with its variables; their steady counters stay true.</summary>
internal sealed class FakeClock : IDisposable
{
    /// <summary>What a test needs that uses it.</summary>
    public const string Program = "faketime";

    private readonly string _folder = Directory.CreateTempSubdirectory("ee-clock-").FullName;

    public FakeClock(TimeSpan offset)
    {
        // Readable for the database's own user too.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        Set(offset);
    }

    /// <summary>The variables with which a program sees it.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library(),
        ["FAKETIME_TIMESTAMP_FILE"] = OffsetFile,
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",

        // Else waits until an instant of the steady counter are over at once.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        ["FAKETIME_DONT_RESET"] = "1",
    };

    /// <summary>How far ahead it is.</summary>
    public TimeSpan Offset { get; private set; }

    /// <summary>What it shows.</summary>
    public DateTimeOffset Now => TimeProvider.System.GetUtcNow() + Offset;

    private string OffsetFile => Path.Combine(_folder, "offset");

    /// <summary>Sets it; whoever sees it sees so within a second.</summary>
    public void Set(TimeSpan offset)
    {
        Offset = TimeSpan.FromSeconds(Math.Round(offset.TotalSeconds));
        string next = OffsetFile + ".next";
        File.WriteAllText(next, Offset.TotalSeconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n");
        File.Move(next, OffsetFile, overwrite: true);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);

        // What the library shares between processes stays behind those that are killed.
        foreach (string left in Directory.GetFiles("/dev/shm", "*faketime_*"))
        {
            if (!Directory.Exists("/proc/" + left[(left.LastIndexOf('_') + 1)..]))
                File.Delete(left);
        }
    }

    private static string Library() =>
        Directory.GetDirectories("/usr/lib").Append("/usr/lib").Select(folder => Path.Combine(folder, "faketime", "libfaketime.so.1")).First(File.Exists);
}
