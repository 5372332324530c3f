namespace EasyEnclave.Storage.Sqlite;

/// <summary>The tables of periods, usage, verdicts and reports of abuse, and what sessions need for them.</summary>
internal static class SettlementSchema
{
    public static readonly string[] Statements =
    [
        "ALTER TABLE session ADD COLUMN node TEXT",
        "ALTER TABLE session ADD COLUMN renewed_at INTEGER",
        "CREATE INDEX session_of_node ON session(node, from_at) WHERE node IS NOT NULL",
        """
        CREATE TABLE period(
            node TEXT NOT NULL,
            start_at INTEGER NOT NULL,
            end_at INTEGER NOT NULL,
            phase TEXT NOT NULL,
            opened_at INTEGER NOT NULL,
            due_at INTEGER,
            price INTEGER NOT NULL,
            vcpus INTEGER NOT NULL,
            tier TEXT,
            stake INTEGER NOT NULL,
            hours INTEGER NOT NULL CHECK(hours BETWEEN 0 AND hours_most),
            hours_most INTEGER NOT NULL,
            PRIMARY KEY(node, start_at)) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX period_due ON period(due_at) WHERE due_at IS NOT NULL",
        "CREATE INDEX period_by_start ON period(start_at, node)",
        """
        CREATE TABLE usage(
            node TEXT NOT NULL,
            start_at INTEGER NOT NULL,
            account TEXT NOT NULL,
            lock BLOB,
            locked INTEGER NOT NULL,
            locked_hours INTEGER NOT NULL,
            hours INTEGER,
            amount INTEGER NOT NULL,
            actor TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY(node, start_at, account),
            FOREIGN KEY(node, start_at) REFERENCES period(node, start_at),
            CHECK(amount BETWEEN 0 AND locked)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE verdict(
            node TEXT NOT NULL,
            start_at INTEGER NOT NULL,
            final INTEGER NOT NULL,
            document TEXT NOT NULL,
            PRIMARY KEY(node, start_at, final),
            FOREIGN KEY(node, start_at) REFERENCES period(node, start_at)) STRICT
        """,
        """
        CREATE TABLE abuse(
            id TEXT PRIMARY KEY,
            node TEXT NOT NULL,
            start_at INTEGER NOT NULL,
            end_at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            reported_by TEXT,
            reporter TEXT NOT NULL,
            at INTEGER NOT NULL,
            state TEXT NOT NULL,
            decided_at INTEGER,
            decided_by TEXT,
            decision_reason TEXT,
            reversal TEXT NOT NULL) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX abuse_of_node ON abuse(node, start_at)",
        "CREATE INDEX abuse_by_time ON abuse(at, id)",
    ];
}
