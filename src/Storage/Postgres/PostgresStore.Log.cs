using Microsoft.Extensions.Logging;

namespace EasyEnclave.Storage.Postgres;

public sealed partial class PostgresStore
{
    [LoggerMessage(5201, LogLevel.Information, "Store {Place} is open, schema {Schema}, checked in {Milliseconds:0} ms")]
    private static partial void Opened(ILogger logger, string place, int schema, double milliseconds);
}
