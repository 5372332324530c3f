using EasyEnclave.Storage.Sqlite;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Storage;

/// <summary>A temporary folder with a store's file in it, deleted with the test.</summary>
internal sealed class StoreFolder
{
    public StoreFolder() => Root = Directory.CreateTempSubdirectory("ee-store-").FullName;

    public string Root { get; }

    public string File => Path.Combine(Root, "data", "ee.db");

    public ValueTask<SqliteStore> OpenAsync() => OpenAsync(File);

    public static ValueTask<SqliteStore> OpenAsync(string file) =>
        SqliteStore.OpenAsync(file, new ManualTime(), NullLogger<SqliteStore>.Instance, CancellationToken.None);

    public void Delete() => Directory.Delete(Root, recursive: true);
}
