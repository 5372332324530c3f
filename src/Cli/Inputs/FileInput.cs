using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Inputs;

/// <summary>Reads a file that the user named, up to a size; <c>-</c> is standard input.</summary>
internal static class FileInput
{
    /// <summary>Reads a file whole.</summary>
    /// <param name="shell">Where standard input comes from.</param>
    /// <param name="path">The file, or <c>-</c>.</param>
    /// <param name="maxBytes">More than this is a fault.</param>
    /// <param name="bytes">Its contents, or null.</param>
    /// <param name="fault">Why it cannot be read.</param>
    public static bool TryRead(
        Shell shell, string path, int maxBytes, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out Outcome? fault)
    {
        bytes = null;
        fault = null;
        try
        {
            using var stream = path == "-" ? shell.Input() : File.OpenRead(path);
            var buffer = new byte[maxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > maxBytes)
                fault = Outcome.Usage("file_too_large", $"{path} has more than {maxBytes} bytes.");
            else
                bytes = buffer[..length];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            fault = Outcome.Usage("file_unreadable", $"{path} cannot be read: {unreadable.Message}");
        }

        return bytes is not null;
    }
}
