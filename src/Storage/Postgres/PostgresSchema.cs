namespace EasyEnclave.Storage.Postgres;

/// <summary>Brings a database's tables up to date, while other nodes may do the same.</summary>
/// <remarks>
/// A database may be newer than a program, as long as its steps say that the program can go on: so a cluster is upgraded node by node. Each
/// step names the oldest schema whose program still works with it.
/// </remarks>
internal static class PostgresSchema
{
    /// <summary>The oldest schema that this program works with, beside newer nodes.</summary>
    public const int Oldest = 1;

    private const int OldestServer = 150000;

    // Any number, as long as all programs have the same; held for the moment of the steps alone.
    private const long StepsLock = 0x4545_4350;

    private const string Marker = "EasyEnclave control plane";

    /// <summary>The newest step this program knows.</summary>
    public static int Newest => PostgresSteps.All.Count;

    /// <summary>Applies the steps that are missing, all in one transaction; answers the schema that is there then.</summary>
    /// <exception cref="StoreException">The server is too old or only reads, or the database is newer than this program can work with, or not ours.</exception>
    public static int Apply(PostgresLink link, string place, DateTimeOffset now)
    {
        CheckServer(link, place);
        var found = 0;
        link.Transact(() =>
        {
            link.Number($"SELECT 1 FROM (SELECT pg_advisory_xact_lock({StepsLock})) AS held");
            found = Found(link, place);
            for (; found < Newest; found++)
                Apply(link, found + 1, now);
            return true;
        });
        return found;
    }

    private static void CheckServer(PostgresLink link, string place)
    {
        if (link.Number("SELECT current_setting('server_version_num')::bigint") < OldestServer)
            throw new StoreException(StoreFault.Unreachable, $"The server {place} is older than PostgreSQL 15: upgrade it.");
        if (link.Number("SELECT CASE WHEN pg_is_in_recovery() THEN 1::bigint ELSE 0 END") == 1)
            throw new StoreException(StoreFault.Unreachable, $"The server {place} is a standby, which only reads: name the primary, or all hosts.");
    }

    private static int Found(PostgresLink link, string place)
    {
        if (link.Number("SELECT count(*) FROM pg_class WHERE relname = 'schema_step' AND relnamespace = current_schema()::regnamespace") == 0)
        {
            return link.Number("SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace") == 0
                ? 0
                : throw Foreign(place);
        }

        using (var marked = link.Use("SELECT count(*) FROM pg_class WHERE oid = 'schema_step'::regclass AND obj_description(oid, 'pg_class') = ?"))
        {
            if (!marked.Bind(1, Marker).Step() || marked.Number(0) == 0)
                throw Foreign(place);
        }

        var newest = (int)link.Number("SELECT coalesce(max(number), 0) FROM schema_step");
        if (newest > Newest && link.Number("SELECT max(oldest) FROM schema_step") > Newest)
        {
            throw new StoreException(
                StoreFault.Newer,
                $"The database {place} has schema {newest}, and this program knows up to {Newest}: " +
                "run the version that wrote it, or a later one. Nothing was changed.");
        }

        return newest;
    }

    private static void Apply(PostgresLink link, int step, DateTimeOffset now)
    {
        if (step == 1)
        {
            link.Execute("CREATE TABLE schema_step(number BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL, oldest BIGINT NOT NULL)");
            link.Execute($"COMMENT ON TABLE schema_step IS '{Marker}'");
        }

        link.Script(PostgresSteps.All[step - 1]);
        using var insert = link.Use("INSERT INTO schema_step(number, applied_at, oldest) VALUES(?, ?, ?)");
        insert.Bind(1, step).Bind(2, Microseconds.Of(now)).Bind(3, Oldest).Run();
    }

    private static StoreException Foreign(string place) => new(
        StoreFault.Foreign, $"The database {place} holds tables of something else: name an empty one. Nothing was changed.");
}
