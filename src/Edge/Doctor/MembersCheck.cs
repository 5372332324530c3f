using EasyEnclave.Actors.Cluster;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Whether this node and the others see each other.</summary>
/// <param name="sight">The nodes there are.</param>
internal sealed class MembersCheck(IClusterSight sight) : IDoctorCheck
{
    private const string Check = "members";

    public string Name => Check;

    public ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DoctorFinding>>([Judge(sight.Current, sight.Incarnation)]);

    /// <summary>Judges what was seen; pure.</summary>
    public static DoctorFinding Judge(ClusterView view, Guid self)
    {
        MemberRow[] peers = [.. view.Nodes.Where(row => row.Live && row.Incarnation != self)];
        string[] versions = [.. view.Nodes.Where(row => row.Live).Select(row => row.Version).Distinct().Order(StringComparer.Ordinal)];
        string also = versions.Length > 1 ? $" Versions {string.Join(" and ", versions)}: an upgrade is under way." : string.Empty;
        return view.Nodes.FirstOrDefault(row => row.Live && row.Incarnation == self) is not { } own
            ? Findings.Fail(Check, "The others declared this incarnation dead: it ends, and joins anew.", "See the log why (id 6205); start it again where it does not come back.")
            : peers.Length == 0
                ? Findings.Warn(Check, "This is the only live node: nobody takes over from it.", "Start a second node.")
                : own.Reaches < peers.Length
                    ? Findings.Fail(
                        Check,
                        $"{own.Reaches} of {peers.Length} live peers answer this node ({string.Join(", ", peers.Select(row => row.Node))} live).{also}",
                        "Open EE_CLUSTER_PORT between the nodes, check EE_CLUSTER_ADVERTISE, and that all have the same EE_CLUSTER_SECRET.")
                    : Findings.Ok(Check, $"{peers.Length} live {(peers.Length == 1 ? "peer answers" : "peers answer")} this node.{also}");
    }
}
