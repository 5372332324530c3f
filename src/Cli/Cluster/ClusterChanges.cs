using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Cluster;

/// <summary>What changed between two looks at the nodes; pure.</summary>
internal static class ClusterChanges
{
    private const string Dead = "dead";

    /// <summary>Tells the differences, or of the first look everything.</summary>
    /// <param name="before">The look before; null for none.</param>
    /// <param name="after">The look now.</param>
    /// <param name="at">When that was.</param>
    public static IEnumerable<ClusterChange> Between(ClusterPage? before, ClusterPage after, DateTimeOffset at)
    {
        foreach (var member in after.Members)
        {
            var old = before?.Members.FirstOrDefault(known => known.Node == member.Node);
            if (Of(before is null, old, member) is { } change)
                yield return new ClusterChange(at, member.Node, change.Kind, change.Detail);
        }

        foreach (var gone in before?.Members.Where(known => known.State != Dead && after.Members.All(member => member.Node != known.Node)) ?? [])
            yield return new ClusterChange(at, gone.Node, "forgotten", "it is not listed any more");

        var (held, holds) = (Holder(before), Holder(after));
        if (held != holds || before is null)
            yield return new ClusterChange(at, holds ?? "nobody", "ledger", held is null ? "holds it" : $"holds it, after {held}");
    }

    private static (string Kind, string Detail)? Of(bool first, MemberView? old, MemberView now)
    {
        var who = $"{now.Agents} agents, version {now.Version}, incarnation {now.Incarnation}";
        if (first)
            return (now.State, who);
        if (old is null || (old.Incarnation != now.Incarnation && now.State != Dead))
            return now.State == Dead ? null : ("joined", who);
        if (old.State == now.State)
            return null;
        return now.State == Dead
            ? old.State == "leaving" ? ("left", "") : ("dead", $"it was {old.State}")
            : (now.State, $"it was {old.State}");
    }

    private static string? Holder(ClusterPage? page) => page?.Members.FirstOrDefault(member => member.HoldsLedger)?.Node;
}
