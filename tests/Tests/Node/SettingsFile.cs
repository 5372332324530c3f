namespace EasyEnclave.Tests.Node;

/// <summary>A file that a setting names, gone with its test.</summary>
internal sealed class SettingsFile : IDisposable
{
    public SettingsFile(string text) => File.WriteAllText(Path, text);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "easyenclave-" + Guid.NewGuid().ToString("n"));

    public void Dispose() => File.Delete(Path);
}
