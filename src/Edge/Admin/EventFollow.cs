using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Streams;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace EasyEnclave.Edge.Admin;

/// <summary>Sends events as they are committed, without a gap and without asking an idle store.</summary>
internal sealed class EventFollow(
    EventPages pages, EventFeed feed, FollowSlots slots, TimeProvider time, IHostApplicationLifetime host)
{
    private const int Batch = 200;

    /// <summary>Follows the logs until the reader leaves or this server ends.</summary>
    /// <param name="context">The reader.</param>
    /// <param name="after">From behind this place on; null from now on.</param>
    /// <param name="entity">Only this entity's events; null for all.</param>
    public async Task<IResult> RunAsync(HttpContext context, EventPlace? after, EntityName? entity)
    {
        using IDisposable? slot = slots.TryTake();
        if (slot is null)
        {
            context.Response.Headers.RetryAfter = "10";
            return ProblemResult.Of(503, "too_many_followers", "Too many readers follow the events already.");
        }

        using CancellationTokenSource over =
            CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        try
        {
            EventPlace from = after ?? await pages.HeadAsync(over.Token).ConfigureAwait(false);
            EventStream stream = new(context.Response, time);
            await stream.CommentAsync(over.Token).ConfigureAwait(false); // the reader learns at once that it is heard
            await FollowAsync(stream, from, entity, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The reader left, or this server ends: both are how following is over.
        }

        return Results.Empty;
    }

    private async Task FollowAsync(EventStream stream, EventPlace after, EntityName? entity, CancellationToken over)
    {
        while (true)
        {
            Task more = feed.Next; // before the read: what is committed after it ends this wait
            (IReadOnlyList<EventView> events, after) = await pages.ReadAsync(after, Batch, entity, over).ConfigureAwait(false);
            foreach (EventView view in events)
            {
                await stream.SendAsync(view.Cursor, JsonSerializer.SerializeToUtf8Bytes(view, RestJson.Default.EventView), over)
                    .ConfigureAwait(false);
            }

            if (events.Count < Batch)
            {
                await stream.WaitAsync(more, EventStream.Heartbeat, over).ConfigureAwait(false);
            }
        }
    }
}
