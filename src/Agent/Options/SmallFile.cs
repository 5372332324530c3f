namespace EasyEnclave.Agent.Options;

/// <summary>Reads the small text files that a configuration may point at.</summary>
internal static class SmallFile
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The file's text; null when it is absent, unreadable or larger than any setting is.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MaxBytes } ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
