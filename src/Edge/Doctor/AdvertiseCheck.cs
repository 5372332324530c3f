using EasyEnclave.Actors.Cluster;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Whether the address that this node tells the others leads to it.</summary>
/// <param name="sight">The nodes there are.</param>
/// <param name="clients">The connections between nodes.</param>
internal sealed class AdvertiseCheck(IClusterSight sight, PeerClients clients) : IDoctorCheck
{
    private const string Check = "advertise";

    public string Name => Check;

    public async ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        MemberRow? own = sight.Current.Nodes.FirstOrDefault(row => row.Incarnation == sight.Incarnation);
        return [Judge(own?.Address, own is not null && await LeadsHereAsync(own, cancellationToken).ConfigureAwait(false))];
    }

    /// <summary>Judges what came of it; pure.</summary>
    public static DoctorFinding Judge(string? address, bool leadsHere) =>
        leadsHere ? Findings.Ok(Check, $"{address} leads to this node.")
        : Findings.Fail(
            Check,
            $"{address ?? "The advertised address"} does not lead to this node: the others send nothing on to its agents.",
            "Set EE_CLUSTER_ADVERTISE to a host and port at which the other nodes reach EE_CLUSTER_PORT of this one.");

    private async ValueTask<bool> LeadsHereAsync(MemberRow own, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await clients.SendAsync(
                own, HttpMethod.Get, RelayListener.ProbePath, null, null, cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }
}
