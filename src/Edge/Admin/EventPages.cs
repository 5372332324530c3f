using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Admin;

/// <summary>The events of all logs as one list: each log in its own order, and the older event first.</summary>
/// <remarks>
/// Logs are read one by one, so an event that another node commits late may stand behind a younger one. A place counts each log for
/// itself, so none is left out and none comes twice.
/// </remarks>
internal sealed class EventPages(IStore store, StoreWriter writer)
{
    /// <summary>The name of the server's own log.</summary>
    public string Log => writer.Lease.Log;

    /// <summary>The place before all events.</summary>
    public EventPlace Start => EventPlace.Before(Log);

    /// <summary>The place behind all that is there.</summary>
    public async ValueTask<EventPlace> HeadAsync(CancellationToken cancellationToken) =>
        (await store.ReadLogsAsync(cancellationToken).ConfigureAwait(false)).Aggregate(Start, (place, log) => place.Behind(log.Log, log.Head));

    /// <summary>Reads a cursor; null when it is none of these logs'.</summary>
    public async ValueTask<EventPlace?> PlaceAsync(string cursor, CancellationToken cancellationToken)
    {
        if (EventPlace.Read(cursor, Log) is not { } place)
        {
            return null;
        }

        IReadOnlyList<LogRow> logs = await store.ReadLogsAsync(cancellationToken).ConfigureAwait(false);
        return place.Logs.All(name => logs.Any(log => log.Log == name)) ? place : null;
    }

    /// <summary>Reads on.</summary>
    /// <param name="after">From behind this place on.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="entity">Only this entity's events; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The events, and the place behind the last of them.</returns>
    public async ValueTask<(IReadOnlyList<EventView> Events, EventPlace Place)> ReadAsync(
        EventPlace after, int limit, EntityName? entity, CancellationToken cancellationToken)
    {
        List<Queue<StoredEvent>> logs = [];
        IReadOnlyList<LogRow> all = await store.ReadLogsAsync(cancellationToken).ConfigureAwait(false);
        foreach (LogRow log in all.Where(log => log.Head > after.SeqOf(log.Log)).OrderBy(log => log.Log != Log).ThenBy(log => log.Log, StringComparer.Ordinal))
        {
            EventQuery query = new(log.Log, after.SeqOf(log.Log), limit, entity);
            logs.Add(new Queue<StoredEvent>(await store.ReadEventsAsync(query, cancellationToken).ConfigureAwait(false)));
        }

        List<EventView> views = [];
        EventPlace place = after;
        while (views.Count < limit && logs.Where(log => log.Count > 0).MinBy(log => log.Peek().At) is { } oldest)
        {
            StoredEvent next = oldest.Dequeue();
            place = place.Behind(next.Log, next.Seq);
            views.Add(new EventView(
                place.Cursor, next.At, next.Entity.Value, next.Version, next.Kind, next.Actor, JsonElement.Parse(next.Json.Span)));
        }

        return (views, place);
    }
}
