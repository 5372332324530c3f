using System.Diagnostics;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace EasyEnclave.Tests.Storage;

/// <summary>What happens to the file itself: who may open it, and what is said of one that cannot be used.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Delete();

    [Fact]
    public async Task ASecondOpeningIsRefusedUntilTheFirstIsClosed()
    {
        var first = await _folder.OpenAsync();

        var refused = await Assert.ThrowsAsync<StoreException>(async () => await _folder.OpenAsync());
        Assert.Equal(StoreFault.InUse, refused.Fault);
        Assert.Contains(_folder.File, refused.Message, StringComparison.Ordinal);

        await first.DisposeAsync();
        await using var second = await _folder.OpenAsync();
    }

    [Fact]
    public async Task AnotherNameOfTheSameFileIsTheSameFile()
    {
        await using var first = await _folder.OpenAsync();
        var link = Path.Combine(_folder.Root, "link.db");
        File.CreateSymbolicLink(link, _folder.File);

        var refused = await Assert.ThrowsAsync<StoreException>(async () => await StoreFolder.OpenAsync(link));

        Assert.Equal(StoreFault.InUse, refused.Fault);
    }

    [FlockFact]
    public async Task AnotherProcessKeepsTheStoreAndItsDeathGivesItBack()
    {
        await (await _folder.OpenAsync()).DisposeAsync();
        using var other = Process.Start(new ProcessStartInfo("flock", [_folder.File + ".lock", "sh", "-c", "echo held; exec cat"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(None));

        var refused = await Assert.ThrowsAsync<StoreException>(async () => await _folder.OpenAsync());
        Assert.Equal(StoreFault.InUse, refused.Fault);

        other.Kill(entireProcessTree: true);
        // The pipe ends when the last process that holds it is gone, and its lock with it.
        Assert.Null(await other.StandardOutput.ReadLineAsync(None));
        await other.WaitForExitAsync(None);
        await using var store = await _folder.OpenAsync();
    }

    [Fact]
    public async Task FolderAndFilesAreTheirOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var store = await _folder.OpenAsync();
        await store.JoinAsync("node-a", Samples.T0, None);

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_folder.File)!));
        foreach (var suffix in new[] { "", "-wal", "-shm", ".lock" })
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder.File + suffix));
    }

    [Fact]
    public async Task ANewerSchemaIsRefusedAndLeftAlone()
    {
        await (await _folder.OpenAsync()).DisposeAsync();
        Edit($"INSERT INTO schema_step VALUES({Schema.Newest + 1}, 0)");

        await RefusedAsync(StoreFault.Newer, $"schema {Schema.Newest + 1}");
    }

    [Fact]
    public async Task ADatabaseOfSomethingElseIsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);
        Edit("CREATE TABLE music(title TEXT)", SqliteOpenMode.ReadWriteCreate);

        await RefusedAsync(StoreFault.Foreign, "something else");
    }

    [Fact]
    public async Task AFileThatIsNoDatabaseIsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);
        await File.WriteAllTextAsync(_folder.File, string.Concat(Enumerable.Repeat("Not a database at all.\n", 500)), None);

        await RefusedAsync(StoreFault.Foreign, "not a SQLite database");
    }

    [Fact]
    public async Task AnUnreachableFolderIsTold()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Root, "data"), "a file", None);

        var refused = await Assert.ThrowsAsync<StoreException>(async () => await _folder.OpenAsync());

        Assert.Equal(StoreFault.Unreachable, refused.Fault);
    }

    [Theory]
    [InlineData("UPDATE event SET body = replace(body, 'owner', 'other') WHERE seq = 3", "event 3")]
    [InlineData("UPDATE event SET actor = 'admin' WHERE seq = 1", "event 1")]
    [InlineData("UPDATE event SET at = at + 1 WHERE seq = 5", "event 5")]
    [InlineData("DELETE FROM event WHERE seq = 3", "event 4")]
    [InlineData("DELETE FROM event WHERE seq = 5", "ends with 4")]
    [InlineData("UPDATE log SET head = 6", "end with event 6")]
    [InlineData("UPDATE log SET head = 4", "end with event 4")]
    public async Task AnEditedLogIsToldAtTheStart(string edit, string says)
    {
        await WriteAsync(5);
        await (await _folder.OpenAsync()).DisposeAsync();
        Edit(edit);

        await RefusedAsync(StoreFault.Damaged, says);
    }

    [Fact]
    public async Task APageThatWasOverwrittenIsTold()
    {
        await WriteAsync(200);
        await using (var file = new FileStream(_folder.File, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length / 2 / 4096 * 4096;
            file.Write(Enumerable.Repeat((byte)0x5A, 4096).ToArray());
        }

        await RefusedAsync(StoreFault.Damaged, "Restore it from a backup");
    }

    [Fact]
    public async Task AnEditBehindTheTailIsFoundByTheWholeCheck()
    {
        await WriteAsync(LogVerification.TailEvents + 10);
        Edit("UPDATE event SET actor = 'admin' WHERE seq = 5");
        await using var store = await _folder.OpenAsync();

        var told = await Assert.ThrowsAsync<StoreException>(async () => await store.VerifyAsync(None));

        Assert.Contains("event 5 ", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABatchThatBreaksIsUndoneWholeAndTheStoreGoesOn()
    {
        await using var store = await _folder.OpenAsync();
        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        var broken = WriteEntry.Of(new RowChange.OpenSession(default, 1, Samples.T0));

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await store.AppendAsync(lease, [Samples.Entry(Samples.Agent()), broken], Samples.T0, None));

        Assert.Empty((await store.LoadAsync(None)).Agents);
        Assert.Equal([WriteOutcome.Committed], await store.AppendAsync(lease, [Samples.Entry(Samples.Agent())], Samples.T0, None));
        Assert.Equal(1, (await store.ReadLogAsync("node-a", None))!.Head);
    }

    [Fact]
    public async Task AClosedStoreSaysSo()
    {
        var store = await _folder.OpenAsync();
        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.AppendAsync(lease, [], Samples.T0, None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.LoadAsync(None));
    }

    private async Task WriteAsync(int events)
    {
        await using var store = await _folder.OpenAsync();
        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        foreach (var batch in Enumerable.Range(1, events).Select(n => Samples.Entry(Samples.Agent($"agent-{n}"))).Chunk(500))
            await store.AppendAsync(lease, batch, Samples.T0, None);
    }

    private void Edit(string sql, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File};Mode={mode};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private async Task RefusedAsync(StoreFault fault, string says)
    {
        var before = await File.ReadAllBytesAsync(_folder.File, None);

        var refused = await Assert.ThrowsAsync<StoreException>(async () => await _folder.OpenAsync());

        Assert.Equal(fault, refused.Fault);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File, None));
    }
}
