using EasyEnclave.Actors.Directory;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace EasyEnclave.Edge.Resolve;

/// <summary><c>GET /v1/resolve/{app}/watch</c>: the verdict as server-sent events, one at once and one on every change.</summary>
internal static class WatchApi
{
    // Nobody tells when a name that nobody has is bound; looking twice a second keeps the promise of one.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public static async Task<IResult> FollowAsync(
        HttpContext context, string app, Verdicts verdicts, WatchSlots slots, AccessOptions access, TimeProvider time, IHostApplicationLifetime host)
    {
        using IDisposable? slot = slots.TryTake(ClientAddress.Of(context, access.TrustedProxies).ClientPrefix);
        if (slot is null)
        {
            context.Response.Headers.RetryAfter = "10";
            return ProblemResult.Of(503, "too_many_watchers", "Too many watchers are here already, from this network or in all.");
        }

        using CancellationTokenSource over =
            CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        EventStream stream = new(context.Response, time);
        try
        {
            await FollowAsync(app, verdicts, stream, time, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The watcher left, or this server ends: both are how a watch is over.
        }

        return Results.Empty;
    }

    private static async Task FollowAsync(string app, Verdicts verdicts, EventStream stream, TimeProvider time, CancellationToken over)
    {
        Verdict? told = null;
        while (true)
        {
            Verdict verdict = verdicts.Of(app);
            if (!verdict.SaysTheSame(told) || told is null)
            {
                await stream.SendAsync(verdict.Tag.ToString().Trim('"'), verdict.Json, over).ConfigureAwait(false);
                told = verdict;
            }

            (Task? changed, TimeSpan holds) = verdict is { App: { } entry, Standing: { } standing }
                ? (entry.Replaced, Until(standing, time))
                : (null, LookAgain);
            await stream.WaitAsync(changed, holds, over).ConfigureAwait(false);
        }
    }

    private static TimeSpan Until(AppStanding standing, TimeProvider time)
    {
        TimeSpan left = standing.HoldsUntil - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }
}
