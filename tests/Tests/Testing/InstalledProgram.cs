namespace EasyEnclave.Tests.Testing;

/// <summary>A program of somebody else's that tests run: a reverse proxy, a database.</summary>
internal static class InstalledProgram
{
    /// <summary>Set to anything, no test is skipped for want of a program: it fails. What gates a commit sets it.</summary>
    /// <remarks>Not named <c>EE_…</c>: the programs under test would warn of a variable that they do not know.</remarks>
    public const string RequireVariable = "TESTS_REQUIRE_PROGRAMS";

    // Servers are installed where only root looks by default.
    private static readonly string[] MoreFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

    /// <summary>Where a program is.</summary>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static string Find(string name) =>
        TryFind(name) ?? throw new InvalidOperationException($"{Absence(name)}, and {RequireVariable} says that no test may be skipped for that.");

    /// <summary>Why a test that needs these programs cannot run here; null where it can, or where it must.</summary>
    public static string? WhySkipped(IEnumerable<string> names) =>
        WhySkipped(names, required: !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(RequireVariable)));

    /// <summary>The same, told whether no test may be skipped.</summary>
    public static string? WhySkipped(IEnumerable<string> names, bool required)
    {
        if (required)
            return null;
        string[] absent = [.. names.Where(name => TryFind(name) is null).Select(Absence)];
        return absent.Length == 0 ? null : string.Join(", ", absent);
    }

    private static string Absence(string name) => $"{name} is not installed here";

    private static string? TryFind(string name)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
        return path.Split(Path.PathSeparator).Concat(MoreFolders).Concat(DatabaseFolders())
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    // Debian keeps each version of PostgreSQL in a folder of its own; the newest goes first.
    private static IEnumerable<string> DatabaseFolders() => !Directory.Exists("/usr/lib/postgresql") ? []
        : Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin"));
}
