namespace EasyEnclave.Tests.Storage;

/// <summary>A fact that needs the <c>flock</c> program to hold a lock in another process; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FlockFactAttribute : FactAttribute
{
    public FlockFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "flock"))))
            Skip = "skipped: no flock program here";
    }
}
