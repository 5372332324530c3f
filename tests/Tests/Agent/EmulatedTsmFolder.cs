using System.Globalization;
using System.Security.Cryptography;
using EasyEnclave.Agent.Quotes;

namespace EasyEnclave.Tests.Agent;

/// <summary>A plain folder that behaves as configfs-tsm does: attributes come with the entry and go with it, writing moves the generation.</summary>
internal sealed class EmulatedTsmFolder : ITsmFolder, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ee-tsm-").FullName;
    private readonly TsmFolder _files;

    public EmulatedTsmFolder() => _files = new TsmFolder(_root);

    public string Provider { get; init; } = "tdx_guest\n";

    /// <summary>What reading the quote gives for the report data written.</summary>
    public Func<byte[], byte[]> Quote { get; init; } = reportData => [.. "quote:"u8, .. SHA256.HashData(reportData)];

    /// <summary>Runs before the quote is read, with the entry's folder: where another process would come between.</summary>
    public Action<string> BeforeReading { get; set; } = _ => { };

    /// <summary>The entries that are there now.</summary>
    public IEnumerable<string> Entries => Directory.EnumerateDirectories(_root);

    /// <summary>How many were made.</summary>
    public int Made { get; private set; }

    public static void MoveGeneration(string entry)
    {
        string path = Path.Combine(entry, "generation");
        File.WriteAllText(path, (int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture) + "\n");
    }

    public void Create(string entry)
    {
        _files.Create(entry);
        Made++;
        File.WriteAllText(Attribute(entry, "provider"), Provider);
        File.WriteAllText(Attribute(entry, "generation"), "0\n");
        File.WriteAllBytes(Attribute(entry, "inblob"), []);
        File.WriteAllBytes(Attribute(entry, "outblob"), []);
    }

    public byte[] Read(string entry, string attribute, int maxBytes)
    {
        if (attribute == "outblob")
        {
            BeforeReading(Path.Combine(_root, entry));
            File.WriteAllBytes(Attribute(entry, "outblob"), Quote(File.ReadAllBytes(Attribute(entry, "inblob"))));
        }

        return _files.Read(entry, attribute, maxBytes);
    }

    public void Write(string entry, string attribute, ReadOnlySpan<byte> value)
    {
        _files.Write(entry, attribute, value);
        MoveGeneration(Path.Combine(_root, entry));
    }

    public void Remove(string entry)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(_root, entry)))
            File.Delete(file);
        _files.Remove(entry);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Attribute(string entry, string name) => Path.Combine(_root, entry, name);
}
