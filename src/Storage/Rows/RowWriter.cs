using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Settlements;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Rows;

/// <summary>Turns one row change into its statement.</summary>
internal sealed class RowWriter(Link link) : IDisposable
{
    internal const string InsertAgent = """
        INSERT INTO agent(agent_id, log, epoch, version, attested_at, state, quote_hash, latest_quote)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING
        """;

    internal const string UpdateAgent = """
        UPDATE agent SET log = ?2, epoch = ?3, version = ?4, attested_at = ?5, state = ?6
        WHERE agent_id = ?1 AND epoch = ?7 AND version = ?8
        """;

    internal const string UpdateAgentAndQuote = """
        UPDATE agent SET log = ?2, epoch = ?3, version = ?4, attested_at = ?5, state = ?6, quote_hash = ?9, latest_quote = ?10
        WHERE agent_id = ?1 AND epoch = ?7 AND version = ?8
        """;

    internal const string InsertSession =
        "INSERT INTO session(agent, epoch, log, incarnation, from_at, node) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    internal const string EndSession = """
        UPDATE session SET to_at = ?3, cause = ?4 WHERE agent = ?1 AND epoch = ?2 AND (to_at IS NULL OR (cause = 'superseded' AND to_at > ?3))
        """;

    internal const string EndExceptions = "UPDATE exception SET to_at = ?3 WHERE agent = ?1 AND kind = ?2 AND to_at IS NULL";

    // Names of blobs that are known to be there: a few lists of releases serve all agents.
    private const int BlobsKnown = 1024;

    private readonly HashSet<string> _blobs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private readonly SettlementWriter _settlements = new(link);
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json = new(Stream.Null);

    /// <summary>Writes it; false when its expectation does not hold, and then nothing of it was written.</summary>
    public bool Write(RowChange change, LogLease lease) => change switch
    {
        RowChange.PutAgent put => PutAgent(put),
        RowChange.PutApp put => PutApp(put.State, put.ExpectedVersion),
        RowChange.PutNode put => PutNode(put.State, put.ExpectedVersion),
        RowChange.ExpectApp expect => ExpectApp(expect),
        RowChange.PutBan put => PutBan(put.Ban),
        RowChange.RemoveBan remove => RemoveBan(remove.Target),
        RowChange.OpenSession open => OpenSession(open, lease),
        RowChange.RenewSession renew => RenewSession(renew),
        RowChange.CloseSession close => CloseSession(close),
        RowChange.OpenException open => OpenException(open),
        RowChange.CloseExceptions close => CloseExceptions(close),
        RowChange.PutBlob put => PutBlob(put),
        RowChange.AddSeenQuote add => AddSeenQuote(add),
        RowChange.PutValue put => PutValue(put),
        RowChange.AddRefusals add => AddRefusals(add),
        RowChange.ExpectNode expect => ExpectNode(expect),
        RowChange.OpenPeriod open => _settlements.OpenPeriod(open.State),
        RowChange.TakeHours take => _settlements.TakeHours(take),
        RowChange.MovePeriod move => _settlements.Move(move),
        RowChange.AddUsage add => _settlements.AddUsage(add.Row),
        RowChange.ReportUsage report => _settlements.ReportUsage(report.Row),
        RowChange.AddVerdict add => _settlements.AddVerdict(add),
        RowChange.AddAbuse add => _settlements.AddAbuse(add.Report),
        RowChange.MoveAbuse move => _settlements.Move(move),
        _ => throw new InvalidOperationException($"The store cannot write a {change.GetType().Name}."),
    };

    /// <summary>Begins a transaction.</summary>
    public void Begin() => _added.Clear();

    public void Dispose() => _json.Dispose();

    private static bool Done(Statement statement)
    {
        statement.Do();
        return true;
    }

    private static bool Done(Statement statement, string key)
    {
        statement.Do(key);
        return true;
    }

    private bool PutAgent(RowChange.PutAgent put)
    {
        var state = put.State;
        var isNew = put is { ExpectedEpoch: 0, ExpectedVersion: 0 };
        using var statement = link.Use(isNew ? InsertAgent : put.Quote is null ? UpdateAgent : UpdateAgentAndQuote);
        statement.Bind(1, state.Id.Value)
            .Bind(2, state.Log)
            .Bind(3, state.Epoch)
            .Bind(4, state.Version)
            .Bind(5, Microseconds.Of(state.Attestation.At))
            .BindText(6, Json(state, StoreJson.Default.AgentState));
        if (isNew)
            BindQuote(statement, 7, put);
        else
            statement.Bind(7, put.ExpectedEpoch).Bind(8, put.ExpectedVersion);
        if (!isNew && put.Quote is not null)
            BindQuote(statement, 9, put);
        return statement.Changes(state.Id.Value);
    }

    private static void BindQuote(Statement statement, int index, RowChange.PutAgent put)
    {
        if (put.Quote is { } quote)
            statement.Bind(index, put.State.Attestation.QuoteSha256).BindBlob(index + 1, quote.Span);
        else
            statement.Bind(index, (string?)null).BindNoBlob(index + 1);
    }

    private bool PutApp(AppState state, long expectedVersion)
    {
        using var statement = link.Use(
            expectedVersion == 0
                ? "INSERT INTO app(name, repo, network, version, state) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"
                : "UPDATE app SET repo = ?2, network = ?3, version = ?4, state = ?5 WHERE name = ?1 AND version = ?6");
        statement.Bind(1, state.Name.Value)
            .Bind(2, state.Repo.Value)
            .Bind(3, state.Network.Value)
            .Bind(4, state.Version)
            .BindText(5, Json(state, StoreJson.Default.AppState));
        if (expectedVersion != 0)
            statement.Bind(6, expectedVersion);
        return statement.Changes();
    }

    private bool PutNode(NodeState state, long expectedVersion)
    {
        using var statement = link.Use(
            expectedVersion == 0
                ? "INSERT INTO node(node_id, version, state) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING"
                : "UPDATE node SET version = ?2, state = ?3 WHERE node_id = ?1 AND version = ?4");
        statement.Bind(1, state.Id.Value).Bind(2, state.Version).BindText(3, Json(state, StoreJson.Default.NodeState));
        if (expectedVersion != 0)
            statement.Bind(4, expectedVersion);
        return statement.Changes();
    }

    private bool ExpectApp(RowChange.ExpectApp expect)
    {
        if (expect.ExpectedVersion == 0)
        {
            using var none = link.Use("SELECT version FROM app WHERE name = ?");
            return none.Bind(1, expect.Name.Value).Finds(some: false);
        }

        using var one = link.Use("SELECT version FROM app WHERE name = ? AND version = ? FOR SHARE");
        return one.Bind(1, expect.Name.Value).Bind(2, expect.ExpectedVersion).Finds(some: true);
    }

    private bool ExpectNode(RowChange.ExpectNode expect)
    {
        using var statement = link.Use("SELECT version FROM node WHERE node_id = ? AND version = ? FOR SHARE");
        return statement.Bind(1, expect.Node.Value).Bind(2, expect.ExpectedVersion).Finds(some: true);
    }

    private bool PutBan(Ban ban)
    {
        using var statement = link.Use("""
            INSERT INTO ban(scope, value, at, actor, reason) VALUES(?, ?, ?, ?, ?)
            ON CONFLICT(scope, value) DO UPDATE SET at = excluded.at, actor = excluded.actor, reason = excluded.reason
            """);
        return Done(statement.Bind(1, BanScopes.Text(ban.Target.Scope))
            .Bind(2, ban.Target.Value)
            .Bind(3, Microseconds.Of(ban.At))
            .Bind(4, ban.Actor)
            .Bind(5, ban.Reason));
    }

    private bool RemoveBan(BanTarget target)
    {
        using var statement = link.Use("DELETE FROM ban WHERE scope = ? AND value = ?");
        return Done(statement.Bind(1, BanScopes.Text(target.Scope)).Bind(2, target.Value));
    }

    private bool OpenSession(RowChange.OpenSession open, LogLease lease)
    {
        using var statement = link.Use(InsertSession);
        return Done(statement.Bind(1, open.Agent.Value)
            .Bind(2, open.Epoch)
            .Bind(3, lease.Log)
            .Bind(4, lease.Incarnation.ToString())
            .Bind(5, Microseconds.Of(open.From))
            .Bind(6, open.Node?.Value), open.Agent.Value);
    }

    private bool RenewSession(RowChange.RenewSession renew)
    {
        using var statement = link.Use("UPDATE session SET renewed_at = ?3, node = coalesce(node, ?4) WHERE agent = ?1 AND epoch = ?2 AND to_at IS NULL");
        return Done(
            statement.Bind(1, renew.Agent.Value).Bind(2, renew.Epoch).Bind(3, Microseconds.Of(renew.AttestedAt)).Bind(4, renew.Node?.Value),
            renew.Agent.Value);
    }

    private bool CloseSession(RowChange.CloseSession close)
    {
        // Who superseded it could not know that it had ended before; its own node did, and comes late where the store was away.
        using var statement = link.Use(EndSession);
        return Done(statement.Bind(1, close.Agent.Value).Bind(2, close.Epoch).Bind(3, Microseconds.Of(close.To)).Bind(4, close.Cause), close.Agent.Value);
    }

    private bool OpenException(RowChange.OpenException open)
    {
        using var statement = link.Use("INSERT INTO exception(agent, from_at, kind, reason) VALUES(?, ?, ?, ?)");
        return Done(
            statement.Bind(1, open.Agent.Value).Bind(2, Microseconds.Of(open.From)).Bind(3, open.Kind).Bind(4, open.Reason),
            ExceptionKey(open.Agent, open.Kind));
    }

    private bool CloseExceptions(RowChange.CloseExceptions close)
    {
        using var statement = link.Use(EndExceptions);
        return Done(
            statement.Bind(1, close.Agent.Value).Bind(2, close.Kind).Bind(3, Microseconds.Of(close.To)), ExceptionKey(close.Agent, close.Kind));
    }

    // An agent's exceptions of one kind are opened and closed in turn, whatever there is of other kinds; no kind has a slash in it.
    private static string ExceptionKey(AgentId agent, string kind) => $"{kind}/{agent.Value}";

    private bool AddSeenQuote(RowChange.AddSeenQuote add)
    {
        using (var delete = link.Use("DELETE FROM seen_quote WHERE until_at < ?"))
            delete.Bind(1, Microseconds.Of(add.Now)).Do();
        using var statement = link.Use("INSERT INTO seen_quote(fingerprint, agent, until_at) VALUES(?, ?, ?) ON CONFLICT DO NOTHING");
        return statement.Bind(1, add.Fingerprint).Bind(2, add.Agent.Value).Bind(3, Microseconds.Of(add.Until)).Changes();
    }

    private bool PutBlob(RowChange.PutBlob put)
    {
        // Most are there already, and looking is cheaper than handing the bytes over to be dropped.
        if (_blobs.Contains(put.Sha256))
            return true;
        using (var found = link.Use("SELECT 1 FROM blob WHERE sha256 = ?"))
        {
            if (found.Bind(1, put.Sha256).Step())
            {
                Keep(put.Sha256);
                return true;
            }
        }

        // Only what a commit left is there for good: not what this one adds.
        _added.Add(put.Sha256);
        using var statement = link.Use("INSERT INTO blob(sha256, bytes) VALUES(?, ?) ON CONFLICT DO NOTHING");
        return Done(statement.Bind(1, put.Sha256).BindBlob(2, put.Bytes.Span));
    }

    private void Keep(string sha256)
    {
        if (_added.Contains(sha256))
            return;
        if (_blobs.Count == BlobsKnown)
            _blobs.Clear();
        _blobs.Add(sha256);
    }

    private bool PutValue(RowChange.PutValue put)
    {
        using var statement = link.Use("INSERT INTO kv(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value");
        return Done(statement.Bind(1, put.Key).BindBlob(2, put.Value.Span));
    }

    private bool AddRefusals(RowChange.AddRefusals add)
    {
        using var statement = link.Use("""
            INSERT INTO refusal(minute, reason, prefix, n) VALUES(?, ?, ?, ?)
            ON CONFLICT(minute, reason, prefix) DO UPDATE SET n = refusal.n + excluded.n
            """);
        return Done(statement.Bind(1, Microseconds.Of(add.Minute)).Bind(2, add.Reason).Bind(3, add.Prefix).Bind(4, add.Count));
    }

    private ReadOnlySpan<byte> Json<T>(T value, JsonTypeInfo<T> type)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        JsonSerializer.Serialize(_json, value, type);
        return _buffer.WrittenSpan;
    }
}
