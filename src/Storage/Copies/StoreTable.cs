namespace EasyEnclave.Storage.Copies;

/// <summary>A table as it is copied: its columns, those of its key first, each with the kind of value it holds.</summary>
/// <param name="Name">The table.</param>
/// <param name="Columns">A name each, with <c>#</c> before a number's and <c>*</c> before bytes'.</param>
/// <param name="Order">The columns that rows are read by.</param>
internal sealed record StoreTable(string Name, string Columns, string Order)
{
    /// <summary>All tables, each after those that it refers to.</summary>
    public static IReadOnlyList<StoreTable> All { get; } =
    [
        new("log", "name incarnation #head *head_hash #covered_to kind state #commits holder address version #beat #reaches #schema_min #schema_max #drained", "name"),
        new("incarnation", "id log #joined_at #covered_to #ended_at", "id"),
        new("agent", "agent_id log #epoch #version #attested_at state quote_hash *latest_quote", "agent_id"),
        new("app", "name repo network #version state", "name"),
        new("node", "node_id #version state", "node_id"),
        new("event", "log #seq #at entity #version kind #body_version actor body *hash", "log, seq"),
        new("session", "agent #epoch log incarnation #from_at #to_at cause node #renewed_at", "agent, epoch"),
        new("exception", "#id agent #from_at #to_at kind reason", "id"),
        new("ban", "scope value #at actor reason", "scope, value"),
        new("blob", "sha256 *bytes", "sha256"),
        new("kv", "key *value", "key"),
        new("refusal", "#minute reason prefix #n", "minute, reason, prefix"),
        new("seen_quote", "fingerprint agent #until_at", "fingerprint"),
        new("ledger", "#one #head *head_hash #at #accounts #commands", "one"),
        new("account", "#no name kind #posted #pending_out #pending_in #minimum #entries *trail #opened_at", "no"),
        new(
            "transfer",
            "#seq *id kind code #debit #credit #amount #subject #period_start #period_end #expires_at #at actor memo reference *hash " +
            "#debit_posted #debit_pending_out #debit_pending_in #debit_previous #debit_jump " +
            "#credit_posted #credit_pending_out #credit_pending_in #credit_previous #credit_jump",
            "seq"),
        new("command", "#no *id principal *request_hash #seq #transfers #at *note", "no"),
        new("pending", "#seq #expires_at #resolved_by", "seq"),
        new("reversal", "#subject #seq", "subject"),
        new("payment", "#rail reference #seq", "rail, reference"),
        new("period", "node #start_at #end_at phase #opened_at #due_at #price #vcpus tier #stake #hours #hours_most", "node, start_at"),
        new("usage", "node #start_at account *lock #locked #locked_hours #hours #amount actor #at", "node, start_at, account"),
        new("verdict", "node #start_at #final document", "node, start_at, final"),
        new("abuse", "id node #start_at #end_at reason reported_by reporter #at state #decided_at decided_by decision_reason reversal", "id"),
    ];

    /// <summary>The columns' names and kinds, in order.</summary>
    public IReadOnlyList<(string Name, ColumnKind Kind)> Fields { get; } =
        [.. Columns.Split(' ').Select(static column => (column.TrimStart('#', '*'), column[0] switch { '#' => ColumnKind.Number, '*' => ColumnKind.Bytes, _ => ColumnKind.Text }))];

    /// <summary>Reads all rows.</summary>
    public string Select => $"SELECT {string.Join(", ", Fields.Select(static column => column.Name))} FROM {Name} ORDER BY {Order}";

    /// <summary>Writes one row.</summary>
    public string Insert =>
        $"INSERT INTO {Name}({string.Join(", ", Fields.Select(static column => column.Name))}) VALUES({string.Join(", ", Fields.Select(static _ => "?"))})";
}
