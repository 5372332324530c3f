using Microsoft.Extensions.Logging;

namespace EasyEnclave.Storage.Sqlite;

public sealed partial class SqliteStore
{
    [LoggerMessage(5101, LogLevel.Information, "Store {Path} is open, schema {Schema}, checked in {Milliseconds:0} ms")]
    private static partial void Opened(ILogger logger, string path, int schema, double milliseconds);
}
