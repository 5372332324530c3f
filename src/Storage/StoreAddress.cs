using EasyEnclave.Storage.Postgres;
using EasyEnclave.Storage.Sql;
using EasyEnclave.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Storage;

/// <summary>Where a store is: a database's address, or the path of a file.</summary>
public static class StoreAddress
{
    /// <summary>Whether it is a database's.</summary>
    public static bool IsDatabase(string address) =>
        address.StartsWith("postgres://", StringComparison.Ordinal) || address.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>Opens the store that is there, or makes it.</summary>
    /// <exception cref="StoreException">It cannot be used; the message is for the operator and holds no password.</exception>
    public static async ValueTask<SqlStore> OpenAsync(string address, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        IsDatabase(address)
            ? await PostgresStore.OpenAsync(address, clock, loggers.CreateLogger<PostgresStore>(), cancellationToken)
            : await SqliteStore.OpenAsync(address, clock, loggers.CreateLogger<SqliteStore>(), cancellationToken);
}
