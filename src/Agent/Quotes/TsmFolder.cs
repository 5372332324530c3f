namespace EasyEnclave.Agent.Quotes;

/// <summary>The real folder, by default <c>/sys/kernel/config/tsm/report</c> (Linux, Documentation/ABI/testing/configfs-tsm).</summary>
internal sealed class TsmFolder(string root) : ITsmFolder
{
    public void Create(string entry)
    {
        // Creating a folder makes its parents too, and on a machine without configfs that would look like success.
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"There is no folder {root}.");
        Directory.CreateDirectory(Path.Combine(root, entry));
    }

    public byte[] Read(string entry, string attribute, int maxBytes)
    {
        using var file = File.OpenHandle(PathOf(entry, attribute), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] buffer = new byte[maxBytes];
        int length = 0;

        // The kernel says no size for attributes, so only an empty read is the end.
        for (int read = -1; read != 0 && length < maxBytes; length += read)
            read = RandomAccess.Read(file, buffer.AsSpan(length), length);
        return buffer.AsSpan(0, length).ToArray();
    }

    public void Write(string entry, string attribute, ReadOnlySpan<byte> value)
    {
        using var file = File.OpenHandle(PathOf(entry, attribute), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, value, 0);
    }

    // An entry of configfs goes with its attributes, which cannot be deleted one by one.
    public void Remove(string entry) => Directory.Delete(Path.Combine(root, entry));

    private string PathOf(string entry, string attribute) => Path.Combine(root, entry, attribute);
}
