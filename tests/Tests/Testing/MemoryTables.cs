using System.Collections.Immutable;
using System.Text.Json;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage;

namespace EasyEnclave.Tests.Testing;

/// <summary>All rows of a <see cref="MemoryStore"/> as one immutable value: a write makes another, or none.</summary>
internal sealed partial record MemoryTables
{
    public ImmutableDictionary<string, LogRow> Logs { get; init; } = ImmutableDictionary<string, LogRow>.Empty;

    /// <summary>What the incarnations that are no more had covered.</summary>
    public ImmutableDictionary<Guid, DateTimeOffset> Ended { get; init; } = ImmutableDictionary<Guid, DateTimeOffset>.Empty;

    public ImmutableDictionary<AgentId, AgentState> Agents { get; init; } = ImmutableDictionary<AgentId, AgentState>.Empty;

    public ImmutableDictionary<AgentId, byte[]> Quotes { get; init; } = ImmutableDictionary<AgentId, byte[]>.Empty;

    public ImmutableDictionary<AppName, AppState> Apps { get; init; } = ImmutableDictionary<AppName, AppState>.Empty;

    public ImmutableDictionary<BanTarget, Ban> Bans { get; init; } = ImmutableDictionary<BanTarget, Ban>.Empty;

    public ImmutableDictionary<NodeId, NodeState> Nodes { get; init; } = ImmutableDictionary<NodeId, NodeState>.Empty;

    public ImmutableList<StoredEvent> Events { get; init; } = [];

    public ImmutableDictionary<(AgentId Agent, long Epoch), SessionRow> Sessions { get; init; } =
        ImmutableDictionary<(AgentId Agent, long Epoch), SessionRow>.Empty;

    public ImmutableList<ExceptionRow> Exceptions { get; init; } = [];

    public ImmutableDictionary<string, byte[]> Blobs { get; init; } = ImmutableDictionary<string, byte[]>.Empty;

    public ImmutableDictionary<string, (AgentId Agent, DateTimeOffset Until)> SeenQuotes { get; init; } =
        ImmutableDictionary<string, (AgentId Agent, DateTimeOffset Until)>.Empty;

    public ImmutableDictionary<string, byte[]> Values { get; init; } = ImmutableDictionary<string, byte[]>.Empty;

    public ImmutableDictionary<(DateTimeOffset Minute, string Reason, string Prefix), RefusalRow> Refusals { get; init; } =
        ImmutableDictionary<(DateTimeOffset Minute, string Reason, string Prefix), RefusalRow>.Empty;

    public MemoryTables Join(LogLease lease, DateTimeOffset now) =>
        Logs.TryGetValue(lease.Log, out var log)
            ? this with
            {
                Logs = Logs.SetItem(lease.Log, log with { Incarnation = lease.Incarnation }),
                Ended = Ended.SetItem(log.Incarnation, log.CoveredTo),
                Outages = Outages.Add(new(lease.Log, log.Incarnation, log.CoveredTo, Microseconds.Truncate(now))),
            }
            : this with { Logs = Logs.Add(lease.Log, new LogRow(lease.Log, lease.Incarnation, 0, Microseconds.Truncate(now))) };

    public MemoryTables Cover(string log, DateTimeOffset to)
    {
        var row = Logs[log];
        to = Microseconds.Truncate(to);
        return this with { Logs = Logs.SetItem(log, row with { CoveredTo = to > row.CoveredTo ? to : row.CoveredTo }) };
    }

    /// <summary>The tables with the entry written; null when one of its expectations does not hold.</summary>
    public MemoryTables? Write(WriteEntry entry, LogLease lease)
    {
        var tables = this;
        foreach (var change in entry.Changes)
        {
            if (tables.Write(change, lease) is not { } after)
                return null;
            tables = after;
        }

        return entry.Events.Aggregate(tables, (before, happened) => before.Append(happened, lease.Log));
    }

    /// <summary>The session with what its incarnation vouches for, if it is open, or was taken over behind that.</summary>
    public SessionRow Covered(SessionRow row)
    {
        var vouched = Ended.TryGetValue(row.Incarnation, out var end) ? end : (DateTimeOffset?)null;
        return row.To is null || (row.Cause == "superseded" && vouched < row.To)
            ? row with { To = null, Cause = null, CoveredTo = vouched ?? Logs[row.Log].CoveredTo }
            : row;
    }

    public MemoryTables Prune(DateTimeOffset events, DateTimeOffset refusals)
    {
        var sessions = Sessions.RemoveRange(Sessions.Where(pair => EndOf(pair.Value) < events).Select(pair => pair.Key));
        var keptFrom = Events.GroupBy(stored => stored.Log)
            .ToDictionary(log => log.Key, log => log.FirstOrDefault(stored => stored.At >= events)?.Seq ?? long.MaxValue);
        return this with
        {
            Sessions = sessions,
            Events = Events.RemoveAll(stored => stored.Seq < keptFrom[stored.Log]),
            Exceptions = Exceptions.RemoveAll(row => row.To is { } to
                ? to < events
                : row.From < events && !sessions.Values.Any(session => session.Agent == row.Agent && session.From <= row.From)),
            Refusals = Refusals.RemoveRange(Refusals.Keys.Where(key => key.Minute < refusals)),
        };
    }

    private MemoryTables? Write(RowChange change, LogLease lease) => change switch
    {
        RowChange.PutAgent put => PutAgent(put),
        RowChange.PutApp put => VersionOf(put.State.Name) == put.ExpectedVersion
            ? this with { Apps = Apps.SetItem(put.State.Name, Stored(put.State)) }
            : null,
        RowChange.ExpectNode expect => Nodes.GetValueOrDefault(expect.Node)?.Version == expect.ExpectedVersion ? this : null,
        RowChange.PutNode put => (Nodes.TryGetValue(put.State.Id, out var node) ? node.Version : 0) == put.ExpectedVersion
            ? this with { Nodes = Nodes.SetItem(put.State.Id, Stored(put.State)) }
            : null,
        RowChange.ExpectApp expect => VersionOf(expect.Name) == expect.ExpectedVersion ? this : null,
        RowChange.PutBan put => this with { Bans = Bans.SetItem(put.Ban.Target, put.Ban with { At = Microseconds.Truncate(put.Ban.At) }) },
        RowChange.RemoveBan remove => this with { Bans = Bans.Remove(remove.Target) },
        RowChange.OpenSession open => Sessions.ContainsKey((open.Agent, open.Epoch))
            ? this
            : this with { Sessions = Sessions.Add((open.Agent, open.Epoch), Session(open, lease)) },
        RowChange.RenewSession renew => Sessions.TryGetValue((renew.Agent, renew.Epoch), out var renewed) && renewed.To is null
            ? this with { Sessions = Sessions.SetItem((renew.Agent, renew.Epoch), renewed with { RenewedAt = Microseconds.Truncate(renew.AttestedAt) }) }
            : this,
        RowChange.CloseSession close => Sessions.TryGetValue((close.Agent, close.Epoch), out var row)
            && (row.To is null || (row.Cause == "superseded" && row.To > Microseconds.Truncate(close.To)))
            ? this with
            {
                Sessions = Sessions.SetItem(
                    (close.Agent, close.Epoch), row with { To = Microseconds.Truncate(close.To), Cause = close.Cause }),
            }
            : this,
        RowChange.OpenException open => this with
        {
            Exceptions = Exceptions.Add(new ExceptionRow(open.Agent, Microseconds.Truncate(open.From), null, open.Kind, open.Reason)),
        },
        RowChange.CloseExceptions close => this with
        {
            Exceptions =
            [
                .. Exceptions.Select(row => row.Agent == close.Agent && row.Kind == close.Kind && row.To is null
                    ? row with { To = Microseconds.Truncate(close.To) }
                    : row),
            ],
        },
        RowChange.PutBlob put => Blobs.ContainsKey(put.Sha256) ? this : this with { Blobs = Blobs.Add(put.Sha256, put.Bytes.ToArray()) },
        RowChange.AddSeenQuote add => AddSeenQuote(add),
        RowChange.PutValue put => this with { Values = Values.SetItem(put.Key, put.Value.ToArray()) },
        RowChange.AddRefusals add => AddRefusals(add with { Minute = Microseconds.Truncate(add.Minute) }),
        _ => WriteSettlement(change),
    };

    private MemoryTables? PutAgent(RowChange.PutAgent put)
    {
        var (epoch, version) = Agents.TryGetValue(put.State.Id, out var found) ? (found.Epoch, found.Version) : (0, 0);
        if (put.ExpectedEpoch != epoch || put.ExpectedVersion != version)
            return null;
        return this with
        {
            Agents = Agents.SetItem(put.State.Id, Stored(put.State)),
            Quotes = put.Quote is { } quote ? Quotes.SetItem(put.State.Id, quote.ToArray()) : Quotes,
        };
    }

    private MemoryTables? AddSeenQuote(RowChange.AddSeenQuote add)
    {
        var kept = SeenQuotes.RemoveRange(SeenQuotes.Where(pair => pair.Value.Until < Microseconds.Truncate(add.Now)).Select(pair => pair.Key));
        return kept.ContainsKey(add.Fingerprint)
            ? null
            : this with { SeenQuotes = kept.Add(add.Fingerprint, (add.Agent, Microseconds.Truncate(add.Until))) };
    }

    private MemoryTables AddRefusals(RowChange.AddRefusals add)
    {
        var key = (add.Minute, add.Reason, add.Prefix);
        var before = Refusals.TryGetValue(key, out var row) ? row.Count : 0;
        return this with { Refusals = Refusals.SetItem(key, new RefusalRow(add.Minute, add.Reason, add.Prefix, before + add.Count)) };
    }

    private MemoryTables Append(NewEvent happened, string log)
    {
        var row = Logs[log];
        var kind = EventCatalog.Current.KindOf(happened.Body);
        var json = JsonSerializer.SerializeToUtf8Bytes(happened.Body, kind.Json);
        var stored = new StoredEvent(
            log,
            row.Head + 1,
            Microseconds.Truncate(happened.At),
            happened.Entity,
            happened.Version,
            kind.Name,
            happened.Actor,
            json,
            EventCatalog.Current.Read(kind.Name, kind.Version, json));
        return this with { Events = Events.Add(stored), Logs = Logs.SetItem(log, row with { Head = stored.Seq }) };
    }

    private static SessionRow Session(RowChange.OpenSession open, LogLease lease) =>
        new(open.Agent, open.Epoch, lease.Log, lease.Incarnation, Microseconds.Truncate(open.From), null, null) { Node = open.Node };

    private long VersionOf(AppName name) => Apps.TryGetValue(name, out var app) ? app.Version : 0;

    private DateTimeOffset EndOf(SessionRow row) =>
        row.To ?? (Ended.TryGetValue(row.Incarnation, out var covered) ? covered : DateTimeOffset.MaxValue);

    // Through the stored form and back, so that what comes out has lost what a real store would lose.
    private static AgentState Stored(AgentState state) =>
        JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(state, StoreJson.Default.AgentState), StoreJson.Default.AgentState)!;

    private static NodeState Stored(NodeState state) =>
        JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(state, StoreJson.Default.NodeState), StoreJson.Default.NodeState)!;

    private static AppState Stored(AppState state) =>
        JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(state, StoreJson.Default.AppState), StoreJson.Default.AppState)!;
}
