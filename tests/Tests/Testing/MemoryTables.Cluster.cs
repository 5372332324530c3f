using System.Collections.Immutable;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage;

namespace EasyEnclave.Tests.Testing;

internal sealed partial record MemoryTables
{
    /// <summary>The nodes that joined as members; head and coverage are their logs'.</summary>
    public ImmutableSortedDictionary<string, MemberRow> Members { get; init; } =
        ImmutableSortedDictionary.Create<string, MemberRow>(StringComparer.Ordinal);

    public LedgerSeat? Seat { get; init; }

    public ClusterView ClusterAt(DateTimeOffset now) => new(
        [.. Members.Values.Select(row => row with { Head = Logs[row.Node].Head, CoveredTo = Logs[row.Node].CoveredTo })], Seat, Microseconds.Truncate(now));

    /// <summary>Whether the lease is the log's, and nobody declared its holder dead.</summary>
    public bool MayWrite(LogLease lease) =>
        Logs.GetValueOrDefault(lease.Log)?.Incarnation == lease.Incarnation
        && !IsDead(lease.Log)
        && (lease.Log != ILedgerStore.Log || Seat is null || Seat.Incarnation != lease.Incarnation || Lives(Seat.Holder));

    /// <summary>Whether a log is a member's that is no more; a log that never was a member's is alive.</summary>
    public bool IsDead(string log) => Members.GetValueOrDefault(log) is { Live: false };

    public bool Lives(Guid? incarnation) => Members.Values.Any(row => row.Live && row.Incarnation == incarnation);

    public MemoryTables JoinNode(NodeCard card, LogLease lease, DateTimeOffset now)
    {
        // One that was reaped or left has ended already; whatever else had this name ends now.
        var before = this;
        var known = Members.GetValueOrDefault(card.Node);
        if (known is { Live: true })
            before = Die(known, now);
        var joined = known is null
            ? before.Join(lease, now)
            : before with { Logs = before.Logs.SetItem(lease.Log, before.Logs[lease.Log] with { Incarnation = lease.Incarnation }) };
        var state = known is { Drained: true } ? MemberState.Draining : MemberState.Active;
        var row = new MemberRow(card.Node, lease.Incarnation, state, card.Address, card.Version, 0, 0, 0, default) { Drained = known is { Drained: true } };
        return joined with { Members = joined.Members.SetItem(card.Node, row) };
    }

    public MemoryTables Put(MemberRow row) => this with { Members = Members.SetItem(row.Node, row) };

    /// <summary>A member that is found dead: what it covered ends where it ended, and from there to now the outage is ours.</summary>
    public MemoryTables Die(MemberRow member, DateTimeOffset now) => End(member) is var ended && Logs[member.Node].CoveredTo < Microseconds.Truncate(now)
        ? ended with { Outages = ended.Outages.Add(new(member.Node, member.Incarnation, Logs[member.Node].CoveredTo, Microseconds.Truncate(now))) }
        : ended;

    /// <summary>A member that is no more, with the ledger's seat if it held it.</summary>
    public MemoryTables End(MemberRow member) => Put(member with { State = MemberState.Dead }) with
    {
        Ended = Ended.SetItem(member.Incarnation, Logs[member.Node].CoveredTo),
        Seat = Seat?.Holder == member.Incarnation ? Seat with { Holder = null } : Seat,
    };

    public FeedTail Tail(IReadOnlyDictionary<string, long> marks, int limit)
    {
        var events = Behind(marks).OrderBy(stored => stored.Log, StringComparer.Ordinal).ThenBy(stored => stored.Seq).Take(limit + 1).ToList();
        var more = events.Count > limit;
        if (more)
            events.RemoveAt(limit);
        Dictionary<string, long> read = new(marks, StringComparer.Ordinal);
        foreach (var stored in events)
            read[stored.Log] = stored.Seq;
        foreach (var log in more ? [] : Logs.Values)
            read[log.Log] = log.Head;
        var named = events.Select(stored => stored.Entity.Value).ToHashSet(StringComparer.Ordinal);
        return new FeedTail(
            read,
            [.. Agents.Values.Where(row => named.Contains(EntityName.Of(row.Id).Value))],
            [.. Apps.Values.Where(row => named.Contains(EntityName.Of(row.Name).Value))],
            [.. Nodes.Values.Where(row => named.Contains(EntityName.Of(row.Id).Value))],
            named.Any(name => name.StartsWith("ban/", StringComparison.Ordinal)) ? [.. Bans.Values] : null,
            events.Count == 0 ? null : events.Max(stored => stored.At),
            more);
    }

    // Most readers are near the end: read from there, until all is found that the heads speak of.
    private List<StoredEvent> Behind(IReadOnlyDictionary<string, long> marks)
    {
        var missing = Logs.Values.Sum(log => Math.Max(0, log.Head - marks.GetValueOrDefault(log.Log)));
        List<StoredEvent> found = [];
        for (var place = Events.Count - 1; place >= 0 && found.Count < missing; place--)
        {
            if (Events[place].Seq > marks.GetValueOrDefault(Events[place].Log))
                found.Add(Events[place]);
        }

        return found;
    }
}
