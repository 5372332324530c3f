using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Admin;

/// <summary>The events of the two logs that this server writes, as one list: each log in its own order, and the older event first.</summary>
internal sealed class EventPages(IStore store, StoreWriter writer)
{
    /// <summary>The name of the server's own log.</summary>
    public string Log => writer.Lease.Log;

    /// <summary>The place behind all that is there.</summary>
    public async ValueTask<EventPlace> HeadAsync(CancellationToken cancellationToken) => new(
        Log,
        (await store.ReadLogAsync(Log, cancellationToken).ConfigureAwait(false))?.Head ?? 0,
        (await store.ReadLogAsync(ILedgerStore.Log, cancellationToken).ConfigureAwait(false))?.Head ?? 0);

    /// <summary>Reads on.</summary>
    /// <param name="after">From behind this place on.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="entity">Only this entity's events; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The events, and the place behind the last of them.</returns>
    public async ValueTask<(IReadOnlyList<EventView> Events, EventPlace Place)> ReadAsync(
        EventPlace after, int limit, EntityName? entity, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredEvent> own = await store.ReadEventsAsync(new EventQuery(Log, after.Own, limit, entity), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<StoredEvent> ledger =
            await store.ReadEventsAsync(new EventQuery(ILedgerStore.Log, after.Ledger, limit, entity), cancellationToken).ConfigureAwait(false);
        List<EventView> views = [];
        EventPlace place = after;
        for ((int mine, int theirs) = (0, 0); views.Count < limit && (mine < own.Count || theirs < ledger.Count);)
        {
            bool isOwn = theirs == ledger.Count || (mine < own.Count && own[mine].At <= ledger[theirs].At);
            StoredEvent next = isOwn ? own[mine++] : ledger[theirs++];
            place = isOwn ? place with { Own = next.Seq } : place with { Ledger = next.Seq };
            views.Add(new EventView(
                place.Cursor, next.At, next.Entity.Value, next.Version, next.Kind, next.Actor, JsonElement.Parse(next.Json.Span)));
        }

        return (views, place);
    }
}
