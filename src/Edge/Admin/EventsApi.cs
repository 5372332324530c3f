using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EasyEnclave.Edge.Admin;

/// <summary><c>GET /v1/events</c>: what happened, oldest first; with <c>Accept: text/event-stream</c> also what happens.</summary>
internal static class EventsApi
{
    public static void MapEvents(this IEndpointRouteBuilder admin) => admin.MapGet("/events", ReadAsync);

    private static async Task<IResult> ReadAsync(HttpContext context, EventPages pages, EventFollow follow)
    {
        IQueryCollection query = context.Request.Query;
        if (PageRequest.ReadLimit(query, out int limit) is { } problem)
        {
            return problem;
        }

        // A reader that reconnects repeats its first address, and says in the header how far it came since.
        string? cursor = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : PageRequest.Text(query, "cursor");
        EventPlace? after = cursor is null ? pages.Start : await pages.PlaceAsync(cursor, context.RequestAborted).ConfigureAwait(false);
        if (after is null)
        {
            return ProblemResult.InvalidField("cursor", "A cursor of this list, or of one of its events.");
        }

        EntityName? entity = (PageRequest.Text(query, "entity") ?? PageRequest.Text(query, "stream")) is { } name ? new EntityName(name) : null;
        if (WantsStream(context.Request.Headers.Accept))
        {
            return await follow.RunAsync(context, cursor is null ? null : after, entity).ConfigureAwait(false);
        }

        (IReadOnlyList<EventView> events, EventPlace place) =
            await pages.ReadAsync(after, limit, entity, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(new EventsPage(events, events.Count == limit ? place.Cursor : null), RestJson.Default.EventsPage);
    }

    private static bool WantsStream(StringValues accept) =>
        MediaTypeHeaderValue.TryParseList(accept.OfType<string>().ToList(), out IList<MediaTypeHeaderValue>? types)
        && types.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);
}
