using System.Collections.Concurrent;
using System.Text;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary>A tunnel whose agent is a function, and which remembers what it was asked.</summary>
internal sealed class FakeTunnel : ITunnel, IAgentInbox
{
    private int _inFlight;

    public string Prefix => "192.0.2.0/24";

    public IReadOnlyList<string> ServerKeys => [];

    public ClientCertificate? ClientCertificate => null;

    public bool Loopback => true;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>What becomes of a request; answers 200 with the body it got, unless a test says otherwise.</summary>
    public Func<ControlFrame.ProxyRequest, CancellationToken, ValueTask<ExchangeResult>> Agent { get; set; } =
        (request, _) => ValueTask.FromResult<ExchangeResult>(Answer(request, 200, Encoding.UTF8.GetString(request.Body.Span)));

    /// <summary>The requests that came, their bodies copied.</summary>
    public ConcurrentQueue<ControlFrame.ProxyRequest> Requests { get; } = new();

    /// <summary>The one request that came.</summary>
    public ControlFrame.ProxyRequest Request => Assert.Single(Requests);

    public static ExchangeResult.Answered Answer(
        ControlFrame.ProxyRequest request, int status, string body = "", params (string Name, string Value)[] headers) =>
        new(new AgentFrame.ProxyResponse(
            request.RequestId, status, [.. headers.Select(header => new EnvelopeHeader(header.Name, header.Value))], Encoding.UTF8.GetBytes(body)));

    /// <summary>Gives every request the same end.</summary>
    public void Always(ExchangeResult result) => Agent = (_, _) => ValueTask.FromResult(result);

    /// <summary>Answers every request alike.</summary>
    public void Answers(int status, string body = "", params (string Name, string Value)[] headers) =>
        Agent = (request, _) => ValueTask.FromResult<ExchangeResult>(Answer(request, status, body, headers));

    /// <summary>Never answers; what is returned ends when the caller gives up.</summary>
    public Task NeverAnswers()
    {
        TaskCompletionSource givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Agent = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            givenUp.TrySetResult();
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException("It waits for ever.");
        };
        return givenUp.Task;
    }

    public async ValueTask<ExchangeResult> ExchangeAsync(ControlFrame.ProxyRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        Requests.Enqueue(request with { Body = request.Body.ToArray() });
        try
        {
            return await Agent(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public bool TrySend(ControlFrame frame) => true;

    public void Close(TunnelClose close)
    {
    }

    public bool AskReview() => true;

    public bool AskAttestation() => true;

    public bool End(AgentEnding ending) => true;
}
