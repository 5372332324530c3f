namespace EasyEnclave.Storage.Sqlite;

/// <summary>The tables, as numbered steps: each adds to what the ones before it made, and none is ever changed once released.</summary>
internal static class Schema
{
    /// <summary>Marks a SQLite file as ours (<c>EECP</c> in its header).</summary>
    public const int ApplicationId = 0x45454350;

    private const string One = """
        CREATE TABLE log(
            name TEXT PRIMARY KEY,
            incarnation TEXT NOT NULL,
            head INTEGER NOT NULL,
            head_hash BLOB NOT NULL,
            covered_to INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE incarnation(
            id TEXT PRIMARY KEY,
            log TEXT NOT NULL REFERENCES log(name),
            joined_at INTEGER NOT NULL,
            covered_to INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE agent(
            agent_id TEXT PRIMARY KEY,
            log TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            version INTEGER NOT NULL,
            attested_at INTEGER NOT NULL,
            state TEXT NOT NULL,
            quote_hash TEXT,
            latest_quote BLOB) STRICT;
        CREATE TABLE app(
            name TEXT PRIMARY KEY,
            repo TEXT NOT NULL,
            network TEXT NOT NULL,
            version INTEGER NOT NULL,
            state TEXT NOT NULL) STRICT;
        CREATE TABLE event(
            log TEXT NOT NULL REFERENCES log(name),
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            entity TEXT NOT NULL,
            version INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body_version INTEGER NOT NULL,
            actor TEXT NOT NULL,
            body TEXT NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY(log, seq)) STRICT;
        CREATE INDEX event_of_entity ON event(entity, log, seq);
        CREATE TABLE session(
            agent TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            log TEXT NOT NULL,
            incarnation TEXT NOT NULL,
            from_at INTEGER NOT NULL,
            to_at INTEGER,
            cause TEXT,
            PRIMARY KEY(agent, epoch)) STRICT, WITHOUT ROWID;
        CREATE INDEX session_of_incarnation ON session(incarnation) WHERE to_at IS NULL;
        CREATE INDEX session_closed ON session(to_at) WHERE to_at IS NOT NULL;
        CREATE TABLE exception(
            id INTEGER PRIMARY KEY,
            agent TEXT NOT NULL,
            from_at INTEGER NOT NULL,
            to_at INTEGER,
            kind TEXT NOT NULL,
            reason TEXT NOT NULL) STRICT;
        CREATE INDEX exception_of_agent ON exception(agent, from_at);
        CREATE INDEX exception_since ON exception(from_at);
        CREATE TABLE ban(
            scope TEXT NOT NULL,
            value TEXT NOT NULL,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY(scope, value)) STRICT, WITHOUT ROWID;
        CREATE TABLE blob(
            sha256 TEXT PRIMARY KEY,
            bytes BLOB NOT NULL) STRICT;
        CREATE TABLE kv(
            key TEXT PRIMARY KEY,
            value BLOB NOT NULL) STRICT;
        CREATE TABLE refusal(
            minute INTEGER NOT NULL,
            reason TEXT NOT NULL,
            prefix TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY(minute, reason, prefix)) STRICT, WITHOUT ROWID;
        """;

    private const string Two = """
        CREATE TABLE seen_quote(
            fingerprint TEXT PRIMARY KEY,
            agent TEXT NOT NULL,
            until_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX seen_quote_of_agent ON seen_quote(agent);
        CREATE INDEX seen_quote_until ON seen_quote(until_at);
        """;

    private const string Four = """
        CREATE TABLE node(
            node_id TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            state TEXT NOT NULL) STRICT;
        """;

    private const string Six = """
        ALTER TABLE log ADD COLUMN kind TEXT NOT NULL DEFAULT 'node';
        ALTER TABLE log ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
        ALTER TABLE log ADD COLUMN commits INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE log ADD COLUMN holder TEXT;
        ALTER TABLE log ADD COLUMN address TEXT;
        ALTER TABLE log ADD COLUMN version TEXT;
        ALTER TABLE log ADD COLUMN beat INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE log ADD COLUMN reaches INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE log ADD COLUMN schema_min INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE log ADD COLUMN schema_max INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE incarnation ADD COLUMN ended_at INTEGER;
        UPDATE log SET kind = 'ledger' WHERE name = 'ledger';
        UPDATE incarnation SET ended_at = (SELECT min(n.joined_at) FROM incarnation n WHERE n.log = incarnation.log AND n.joined_at > incarnation.joined_at)
            WHERE covered_to IS NOT NULL;
        """;

    private const string Seven = "ALTER TABLE log ADD COLUMN drained INTEGER NOT NULL DEFAULT 0;";

    // A step is its statements, in order.
    private static readonly string[][] Steps =
        [Split(One), Split(Two), LedgerSchema.Statements, Split(Four), SettlementSchema.Statements, Split(Six), Split(Seven)];

    /// <summary>The newest step this program knows.</summary>
    public static int Newest => Steps.Length;

    /// <summary>Brings an empty or older file up to date; each step is one commit, so a crash leaves a whole one.</summary>
    /// <exception cref="StoreException">The file is newer than this program, or not ours.</exception>
    public static void Apply(SqliteLink link, string path, DateTimeOffset now)
    {
        var found = Found(link, path);
        if (found > Newest)
        {
            throw new StoreException(
                StoreFault.Newer,
                $"The store {path} has schema {found}, and this program knows up to {Newest}: " +
                "run the version that wrote it, or a later one. Nothing was changed.");
        }

        // Only now is the file known to be ours: this writes into its header, and stays.
        link.Execute("PRAGMA journal_mode=WAL");
        for (var step = found + 1; step <= Newest; step++)
            link.Transact(() => Apply(link, step, now));
    }

    private static bool Apply(SqliteLink link, int step, DateTimeOffset now)
    {
        if (step == 1)
        {
            link.Execute($"PRAGMA application_id={ApplicationId}");
            link.Execute("CREATE TABLE schema_step(number INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT");
        }

        foreach (var sql in Steps[step - 1])
            link.Execute(sql);
        using var insert = link.Use("INSERT INTO schema_step(number, applied_at) VALUES(?, ?)");
        return insert.Bind(1, step).Bind(2, Microseconds.Of(now)).Run() == 1;
    }

    private static string[] Split(string sql) => sql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Found(SqliteLink link, string path)
    {
        if (link.Number("SELECT count(*) FROM sqlite_schema") == 0)
            return 0;
        if (link.Number("PRAGMA application_id") != ApplicationId)
        {
            throw new StoreException(
                StoreFault.Foreign, $"The file {path} is a SQLite database of something else: name another one. Nothing was changed.");
        }

        return (int)link.Number("SELECT max(number) FROM schema_step");
    }
}
