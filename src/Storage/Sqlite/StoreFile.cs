namespace EasyEnclave.Storage.Sqlite;

/// <summary>The database's file, held for this process alone by a lock file beside it.</summary>
/// <remarks>
/// The kernel gives the lock back when the process ends, however it ends; a lock file that was left behind means nothing.
/// </remarks>
internal sealed class StoreFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // What the systems say of a file that someone else has locked; .NET hands their number on.
    private const int LockHeldOnLinux = 11;
    private const int LockHeldOnMac = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    private readonly FileStream _lock;

    private StoreFile(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Where the database really is: absolute, with a link at its end followed.</summary>
    public string Path { get; }

    /// <summary>Makes folder and file if there are none, readable by their owner alone, and locks the file.</summary>
    /// <exception cref="StoreException">It is in use, or cannot be created.</exception>
    public static StoreFile Hold(string path)
    {
        try
        {
            var real = System.IO.Path.GetFullPath(path);
            // Two names of one file must meet at one lock.
            if (new FileInfo(real).LinkTarget is not null)
                real = File.ResolveLinkTarget(real, returnFinalTarget: true)!.FullName;
            CreateFolder(System.IO.Path.GetDirectoryName(real)!);
            var held = Lock(real + ".lock", real);
            try
            {
                // SQLite gives its log and index files the mode of the database.
                if (!File.Exists(real))
                    Open(real, FileMode.CreateNew, FileShare.ReadWrite).Dispose();
                return new StoreFile(real, held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                StoreFault.Unreachable,
                $"The store {path} cannot be opened: {fault.Message} Its folder must be writable by this user.",
                fault);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static FileStream Lock(string path, string database)
    {
        try
        {
            return Open(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException fault) when (fault.HResult is LockHeldOnLinux or LockHeldOnMac or SharingViolationOnWindows)
        {
            throw new StoreException(
                StoreFault.InUse,
                $"The store {database} is in use by another process: stop that one first, or name another file. A store has one writer.",
                fault);
        }
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is FileMode.CreateNew or FileMode.OpenOrCreate)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}
