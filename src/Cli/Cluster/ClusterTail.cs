using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Cluster;

/// <summary>Looks at the nodes each second and tells what changed, also over times in which nobody answers.</summary>
internal sealed class ClusterTail(ControlClient client, string path, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Hands on each change until the server refuses, or the wait is ended.</summary>
    public async Task<Outcome> FollowAsync(Action<ClusterChange> handOn, CancellationToken cancellationToken)
    {
        ClusterPage? seen = null;
        var away = false;
        while (true)
        {
            var answer = await client.GetAsync(path, cancellationToken);
            if (AnswerReader.TryRead(answer, RestJson.Default.ClusterPage, out var page, out var failure))
            {
                var now = time.GetUtcNow();
                if (away)
                    handOn(new ClusterChange(now, "server", "back", "it answers again"));
                foreach (var change in ClusterChanges.Between(seen, page, now))
                    handOn(change);
                (seen, away) = (page, false);
            }
            else if (seen is null || !MayPass(failure))
            {
                return failure.ToOutcome();
            }
            else if (!away)
            {
                away = true;
                handOn(new ClusterChange(time.GetUtcNow(), "server", "away", failure.Detail));
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    // The node that is asked restarts, or its front has nobody behind it for a moment.
    private static bool MayPass(ServerAnswer.Failed failure) => failure.Status is null or >= 500;
}
