using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Store;
using EasyEnclave.Node.Composition;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Node;

/// <summary>The key file is made once, for its owner alone; any other state of it stops the start, in one line with the remedy.</summary>
public sealed class KeyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-keyfile-").FullName;
    private readonly MemoryStore _store = new();

    private string KeyPath => Path.Combine(_folder, "new", "store.key");

    [Fact]
    public async Task AFileThatIsAbsentIsMadeForItsOwnerAlone()
    {
        (await OpenAsync()).Dispose();
        Assert.Equal(SealingKey.Length, new FileInfo(KeyPath).Length);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    [Fact]
    public async Task TheSameFileGivesTheSameKey()
    {
        using SealingKey first = await OpenAsync();
        using SealingKey again = await OpenAsync();
        Assert.Equal("secret"u8.ToArray(), again.Open("p", "a", first.Seal("p", "a", "secret"u8)));
    }

    [Fact]
    public async Task AFileThatOthersMayReadIsRefused()
    {
        (await OpenAsync()).Dispose();
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.EndsWith($"run: chmod 600 {KeyPath}", await FaultAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0440", true)]
    [InlineData("0400", true)]
    [InlineData("0640", false)]
    [InlineData("0460", false)]
    [InlineData("0444", false)]
    public async Task AFileThatASupervisorHandsOverIsReadAndNoneThatMayBeWrittenAsWell(string mode, bool read)
    {
        (await OpenAsync()).Dispose();
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(KeyPath, (UnixFileMode)Convert.ToInt32(mode, 8));

        if (read)
            (await OpenAsync()).Dispose();
        else
            Assert.Contains("others may read or write", await FaultAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(65)]
    public async Task AFileOfAnotherSizeIsRefused(int length)
    {
        (await OpenAsync()).Dispose();
        File.WriteAllBytes(KeyPath, new byte[length]);
        Assert.Contains("must hold exactly 32 bytes", await FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsMissingIsNotMadeForAStoreThatWaitsForIt()
    {
        LogLease lease = await _store.JoinAsync("node-1", DateTimeOffset.UnixEpoch, CancellationToken.None);
        await _store.AppendAsync(
            lease, [WriteEntry.Of(new RowChange.PutValue("signing_keys", "[]"u8.ToArray()))], DateTimeOffset.UnixEpoch, CancellationToken.None);
        Assert.Contains("put it back", await FaultAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(KeyPath));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ValueTask<SealingKey> OpenAsync() => KeyFile.OpenAsync(KeyPath, _store, CancellationToken.None);

    private async Task<string> FaultAsync()
    {
        string message = (await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync().AsTask())).Message;
        Assert.StartsWith("EE_KEY_FILE: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
