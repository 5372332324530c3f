using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Commands by their index, which PostgreSQL keeps; after an import numbers that it gives go on behind those that came.</summary>
internal sealed class PostgresCommands : CommandLookup
{
    /// <inheritdoc />
    public override void MoveAll(Link link, long commands) =>
        link.Number("SELECT setval(pg_get_serial_sequence('exception', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM exception), false)");
}
