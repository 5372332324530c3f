using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Cluster;

/// <summary>Waits until a node has done what was ordered of it.</summary>
internal sealed class OrderWait(ControlClient client, string path, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Looks each second.</summary>
    /// <returns>Null once it is done; else the outcome that says that it is not.</returns>
    public async Task<Outcome?> UntilAsync(string node, string action, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        Guid? ordered = null;
        while (true)
        {
            var answer = await client.GetAsync(path, cancellationToken);
            if (AnswerReader.TryRead(answer, RestJson.Default.ClusterPage, out var page, out var failure))
            {
                var member = page.Members.FirstOrDefault(known => known.Node == node);
                ordered ??= member?.Incarnation;
                if (IsDone(action, member, ordered))
                    return null;
            }
            else if (failure.Status is not (null or >= 500))
            {
                // Whoever is asked may be the one that goes: ask on, and in the end say what was seen.
                return failure.ToOutcome();
            }

            if (time.GetElapsedTime(begun) >= limit)
                return Outcome.Refused("wait_timeout", $"{action} of {node} was ordered, and is not done after {limit.TotalSeconds} s; see ee cluster show.");
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>Whether a node is where an order wants it; pure. One that came back as a new incarnation was gone.</summary>
    internal static bool IsDone(string action, MemberView? member, Guid? ordered) => action switch
    {
        "drain" => member is null or { State: not "active", Agents: 0 },
        "resume" => member is { State: "active" },
        _ => member is null or { State: "dead" } || member.Incarnation != ordered,
    };
}
