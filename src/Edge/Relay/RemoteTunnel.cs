using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Edge.Relay;

/// <summary>An agent's tunnel that ends at another node: each exchange is one hop over that node's internal listener.</summary>
/// <remarks>
/// The frame that the agent shall read is made here, and the one it answers with is read here: the owner passes both on as they are.
/// </remarks>
internal sealed class RemoteTunnel(PeerTunnels peers, MemberRow owner, AgentId agent, long epoch) : ITunnel
{
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
        try
        {
            RelayAnswer answer = await AskAsync(request, cancellationToken).ConfigureAwait(false);
            switch (answer.Outcome)
            {
                case RelayOutcome.Answered:
                    using (answer.Frame)
                    {
                        return Read(request.RequestId, answer.Frame!);
                    }

                case RelayOutcome.Misdirected or RelayOutcome.NotReached or RelayOutcome.NotAMember:
                    // The agent never saw the request. One look at the row says where it is now.
                    await peers.CatchUpAsync(cancellationToken).ConfigureAwait(false);
                    return new ExchangeResult.Closed(Reached: false);
                case RelayOutcome.RequestTooLarge:
                    return new ExchangeResult.RequestTooLarge();
                case RelayOutcome.ResponseTooLarge:
                    return new ExchangeResult.ResponseTooLarge();
                case RelayOutcome.Busy:
                    return new ExchangeResult.Busy();
                default:
                    return new ExchangeResult.Closed(Reached: true);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async ValueTask<RelayAnswer> AskAsync(ControlFrame.ProxyRequest request, CancellationToken cancellationToken)
    {
        PeerStream stream;
        try
        {
            stream = await peers.StreamAsync(owner).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested && broken is HttpRequestException or IOException or OperationCanceledException)
        {
            return new RelayAnswer(RelayOutcome.NotReached);
        }

        PooledBuffer frame = new();
        FrameWriter.Write(frame, request);
        if (frame.Length <= Limits.EnvelopeFrameBytes)
        {
            return await stream.AskAsync(new RelayAddress(agent, epoch, request.RequestId), frame, cancellationToken).ConfigureAwait(false);
        }

        frame.Dispose();
        return new RelayAnswer(RelayOutcome.RequestTooLarge);
    }

    private ExchangeResult Read(RequestId id, PooledBuffer utf8) =>
        !FrameCodec.TryReadAgentFrame(utf8.Written, out AgentFrame? frame, out _) ? new ExchangeResult.Malformed("frame")
        : frame switch
        {
            AgentFrame.ProxyResponse response when response.RequestId == id =>
                response.Body.Length <= peers.AnswerBodyBytesMax ? new ExchangeResult.Answered(response) : new ExchangeResult.ResponseTooLarge(),
            AgentFrame.MalformedResponse malformed => new ExchangeResult.Malformed(malformed.Field),
            _ => new ExchangeResult.Malformed("type"),
        };
}
