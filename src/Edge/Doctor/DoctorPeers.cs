using System.Net.Http.Json;
using System.Text.Json;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Asks the other live nodes what they find, with the caller's own token, which they check again.</summary>
internal sealed class DoctorPeers(IClusterSight sight, PeerClients clients, TimeProvider time)
{
    /// <summary>A little longer than a peer waits for its own checks.</summary>
    private static readonly TimeSpan Patience = NodeDoctor.Patience + TimeSpan.FromSeconds(2);

    private const int AnswerBytesMax = 256 * 1024;

    /// <summary>Asks all of them at once; one that cannot be asked is a finding too.</summary>
    public Task<DoctorNode[]> AskAsync(string? authorization, CancellationToken cancellationToken) => Task.WhenAll(
        sight.Current.Nodes.Where(row => row.Live && row.Incarnation != sight.Incarnation).Select(row => AskAsync(row, authorization, cancellationToken)));

    private async Task<DoctorNode> AskAsync(MemberRow peer, string? authorization, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using HttpResponseMessage answer = await clients.SendAsync(
                peer,
                HttpMethod.Get,
                DoctorApi.Path,
                null,
                message => message.Headers.TryAddWithoutValidation("Authorization", authorization),
                either.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                return Unknown(peer, $"It answered {(int)answer.StatusCode}: the token counts on this node and not on that one, or it is of another version.");
            }

            await answer.Content.LoadIntoBufferAsync(AnswerBytesMax, either.Token).ConfigureAwait(false);
            DoctorAnswer? said = await answer.Content.ReadFromJsonAsync(RestJson.Default.DoctorAnswer, either.Token).ConfigureAwait(false);
            return said?.Nodes is [{ Findings: not null } node] ? node : Unknown(peer, "Its answer is not one of this protocol.");
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested
            && broken is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            return Unknown(peer, "It could not be asked over the internal listener.");
        }
    }

    private static DoctorNode Unknown(MemberRow peer, string detail) => new()
    {
        Node = peer.Node,
        Version = peer.Version,
        Findings = [Findings.Fail("members", detail, "See its log, and the check members of the node that was asked.")],
    };
}
