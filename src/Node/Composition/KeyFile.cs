using System.Security.Cryptography;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Node.Composition;

/// <summary>The file of the key that secrets in the store are encrypted under (<c>EE_KEY_FILE</c>): 32 bytes for their owner, or whom a supervisor hands them to.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode HandedOver = UnixFileMode.UserRead | UnixFileMode.GroupRead;

    private const UnixFileMode OthersToo = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads the key; makes the file where there is none and no store waits for it.</summary>
    /// <exception cref="InvalidDataException">It is missing, of another size, or others may read it; the message is for the operator.</exception>
    /// <exception cref="IOException">It cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read or make it.</exception>
    public static async ValueTask<SealingKey> OpenAsync(string path, IStore store, CancellationToken cancellationToken)
    {
        string file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            if (await SigningKeys.AreInAsync(store, cancellationToken).ConfigureAwait(false))
            {
                throw new InvalidDataException(
                    $"EE_KEY_FILE: {file} is not there, and the store's signing keys open under it alone; put it back from where it was kept.");
            }

            Make(file);
        }

        return Read(file);
    }

    private static SealingKey Read(string file)
    {
        if (!OperatingSystem.IsWindows() && !IsPrivate(File.GetUnixFileMode(file)))
        {
            throw new InvalidDataException($"EE_KEY_FILE: others may read or write {file}; run: chmod 600 {file}");
        }

        // One byte more than it may have, so that nobody makes this process read a large file.
        Span<byte> key = stackalloc byte[SealingKey.Length + 1];
        try
        {
            using FileStream stream = File.OpenRead(file);
            if (stream.ReadAtLeast(key, key.Length, throwOnEndOfStream: false) != SealingKey.Length)
            {
                throw new InvalidDataException(
                    $"EE_KEY_FILE: {file} must hold exactly 32 bytes; name the right file, or make one with: head -c 32 /dev/urandom > FILE");
            }

            return new SealingKey(key[..SealingKey.Length]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    // Supervisors that hand secrets to a user without rights show them as 0440: systemd's credentials, whose group bits are those of an access
    // list with one user in it, and Kubernetes's secrets, whose group is the pod's own. Nothing that may be written is read by a group.
    private static bool IsPrivate(UnixFileMode mode) => (mode & OthersToo) == UnixFileMode.None || mode == HandedOver;

    // Written beside and moved, so that no crash leaves half a key; whoever comes second reads the first one's.
    private static void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string draft = $"{file}.{Environment.ProcessId}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        byte[] key = RandomNumberGenerator.GetBytes(SealingKey.Length);
        try
        {
            using (FileStream stream = new(draft, options))
            {
                stream.Write(key);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
