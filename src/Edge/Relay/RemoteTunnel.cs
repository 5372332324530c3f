using System.IO.Pipelines;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Edge.Relay;

/// <summary>An agent's tunnel that ends at another node: each exchange is one hop over that node's internal listener.</summary>
internal sealed class RemoteTunnel(PeerTunnels peers, MemberRow owner, AgentId agent, long epoch) : ITunnel
{
    private const int Misdirected = 421;

    // An answer that is not large is read in one piece, plus the read that finds its end.
    private const int SmallestRead = 1024;
    private const int LargestRead = 64 * 1024;

    private readonly string _path = $"{RelayListener.ExchangePath}/{Uri.EscapeDataString(agent.Value)}/{epoch}";
    private int _inFlight;

    public string Prefix => string.Empty;

    public IReadOnlyList<string> ServerKeys => [];

    public ClientCertificate? ClientCertificate => null;

    public bool Loopback => false;

    /// <summary>Those of this node alone: what others send there the owner counts.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Nobody speaks to an agent but its owner.</summary>
    public bool TrySend(ControlFrame frame) => false;

    /// <summary>The owner closes it.</summary>
    public void Close(TunnelClose close)
    {
    }

    public async ValueTask<ExchangeResult> ExchangeAsync(ControlFrame.ProxyRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        byte[] head = RelayFrame.Head(
            new RelayRequestHead(request.RequestId.Value, request.Method, request.Path, request.Headers), RelayJson.Default.RelayRequestHead);
        using RelayContent content = new(head, request.Body);
        try
        {
            using HttpResponseMessage response = await peers.Clients.SendAsync(
                owner, HttpMethod.Post, _path, content, null, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(request.RequestId, response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested && broken is HttpRequestException or IOException or OperationCanceledException)
        {
            // Where no byte of it left, the row may have moved on without us; where one did, nobody else may be asked.
            if (!content.Sent)
            {
                await peers.CatchUpAsync(cancellationToken).ConfigureAwait(false);
            }

            return new ExchangeResult.Closed(content.Sent);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async ValueTask<ExchangeResult> ReadAsync(RequestId id, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode == Misdirected)
        {
            // It does not have that tunnel, so the agent never saw the request. One look at the row says where it is now.
            await peers.CatchUpAsync(cancellationToken).ConfigureAwait(false);
            return new ExchangeResult.Closed(Reached: false);
        }

        string? result = response.Headers.TryGetValues(RelayResult.Header, out IEnumerable<string>? values) ? values.First() : null;
        if (result != RelayResult.Answered)
        {
            return RelayResult.Parse(result);
        }

        PipeReader reader = PipeReader.Create(
            await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false),
            new StreamPipeReaderOptions(bufferSize: (int)Math.Clamp(response.Content.Headers.ContentLength ?? 0, SmallestRead, LargestRead)));
        try
        {
            (RelayAnswerHead? answer, byte[]? body) = await RelayFrame.ReadAsync(
                reader, RelayJson.Default.RelayAnswerHead, peers.AnswerBytesMax, cancellationToken).ConfigureAwait(false);
            return answer is null ? new ExchangeResult.Closed(Reached: true)
                : body is null ? new ExchangeResult.ResponseTooLarge()
                : new ExchangeResult.Answered(new AgentFrame.ProxyResponse(id, answer.Status, answer.Headers, body));
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
