namespace EasyEnclave.Storage.Sqlite;

/// <summary>The ledger's tables. Their checks repeat what is decided before: a second net, in SQL.</summary>
internal static class LedgerSchema
{
    public static readonly string[] Statements =
    [
        """
        CREATE TABLE ledger(
            one INTEGER PRIMARY KEY CHECK(one = 1),
            head INTEGER NOT NULL,
            head_hash BLOB NOT NULL CHECK(length(head_hash) = 32),
            at INTEGER NOT NULL,
            accounts INTEGER NOT NULL,
            commands INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE account(
            no INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL CHECK(kind IN ('user', 'provider', 'stake', 'external', 'treasury')),
            posted INTEGER NOT NULL,
            pending_out INTEGER NOT NULL CHECK(pending_out >= 0),
            pending_in INTEGER NOT NULL CHECK(pending_in >= 0),
            minimum INTEGER,
            entries INTEGER NOT NULL CHECK(entries > 0),
            trail BLOB NOT NULL,
            opened_at INTEGER NOT NULL,
            CHECK(minimum IS NULL OR posted - pending_out >= minimum)) STRICT
        """,
        """
        CREATE TABLE transfer(
            seq INTEGER PRIMARY KEY,
            id BLOB NOT NULL CHECK(length(id) = 16),
            kind TEXT NOT NULL CHECK(kind IN ('move', 'pend', 'post', 'void', 'expire', 'reverse')),
            code TEXT NOT NULL,
            debit INTEGER NOT NULL,
            credit INTEGER NOT NULL,
            amount INTEGER NOT NULL CHECK(amount > 0),
            subject INTEGER,
            period_start INTEGER,
            period_end INTEGER,
            expires_at INTEGER,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            memo TEXT NOT NULL,
            reference TEXT,
            hash BLOB NOT NULL CHECK(length(hash) = 32),
            debit_posted INTEGER NOT NULL,
            debit_pending_out INTEGER NOT NULL,
            debit_pending_in INTEGER NOT NULL,
            debit_previous INTEGER NOT NULL,
            debit_jump INTEGER NOT NULL,
            credit_posted INTEGER NOT NULL,
            credit_pending_out INTEGER NOT NULL,
            credit_pending_in INTEGER NOT NULL,
            credit_previous INTEGER NOT NULL,
            credit_jump INTEGER NOT NULL,
            CHECK(debit <> credit),
            CHECK((subject IS NULL) = (kind IN ('move', 'pend'))),
            CHECK(subject < seq)) STRICT
        """,
        "CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END",
        "CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END",
        """
        CREATE TABLE command(
            no INTEGER PRIMARY KEY,
            id BLOB NOT NULL CHECK(length(id) = 16),
            principal TEXT NOT NULL,
            request_hash BLOB NOT NULL CHECK(length(request_hash) = 32),
            seq INTEGER NOT NULL,
            transfers INTEGER NOT NULL,
            at INTEGER NOT NULL,
            note BLOB) STRICT
        """,
        "CREATE TRIGGER command_is_never_changed BEFORE UPDATE ON command BEGIN SELECT RAISE(ABORT, 'a command is never changed'); END",
        "CREATE TRIGGER command_is_never_deleted BEFORE DELETE ON command BEGIN SELECT RAISE(ABORT, 'a command is never deleted'); END",
        """
        CREATE TABLE command_id(
            id BLOB PRIMARY KEY,
            no INTEGER NOT NULL) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE command_slice(
            slice INTEGER PRIMARY KEY,
            moved_to INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE pending(
            seq INTEGER PRIMARY KEY,
            expires_at INTEGER,
            resolved_by INTEGER) STRICT
        """,
        "CREATE INDEX pending_due ON pending(expires_at) WHERE resolved_by IS NULL AND expires_at IS NOT NULL",
        "CREATE UNIQUE INDEX pending_resolved ON pending(resolved_by) WHERE resolved_by IS NOT NULL",
        """
        CREATE TABLE reversal(
            subject INTEGER PRIMARY KEY,
            seq INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE payment(
            rail INTEGER NOT NULL,
            reference TEXT NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY(rail, reference)) STRICT, WITHOUT ROWID
        """,
    ];
}
