using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Inputs;

/// <summary>Writes a file that the user named.</summary>
internal static class FileOutput
{
    /// <summary>Writes a file, over an older one of that name.</summary>
    /// <returns>Why it cannot be written, or null.</returns>
    public static Outcome? TryWrite(string path, byte[] bytes)
    {
        try
        {
            File.WriteAllBytes(path, bytes);
            return null;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Outcome.Usage("file_unwritable", $"{path} cannot be written: {unwritable.Message}");
        }
    }
}
