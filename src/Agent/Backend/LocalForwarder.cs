using EasyEnclave.Agent.Options;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Agent.Backend;

/// <summary>Sends version 1 envelopes to the backend and brings its answers back, many at once.</summary>
/// <remarks>
/// 1 the envelope is checked again, as the control plane did; 2 the request goes to the backend's own authority; 3 headers are
/// taken without those of the connection; 4 the body is read up to its limit, under a budget that all requests share.
/// </remarks>
internal sealed class LocalForwarder(AgentOptions options, TimeProvider time) : IDisposable
{
    private readonly HttpMessageInvoker _backend = BackendClient.Create(options.Backend);
    private readonly ByteBudget _bodies = new(Limits.EnvelopeBudgetBytes);

    /// <summary>Answers one envelope with what the backend says, or with why it says nothing.</summary>
    /// <param name="envelope">The request.</param>
    /// <param name="reply">Takes the answer, and ends when it is off this machine: until then its body counts.</param>
    /// <param name="cancellationToken">The life of the tunnel that asked.</param>
    /// <exception cref="OperationCanceledException">The tunnel is gone.</exception>
    public async Task ForwardAsync(
        ControlFrame.ProxyRequest envelope, Func<AgentFrame.ProxyResponse, CancellationToken, Task> reply, CancellationToken cancellationToken)
    {
        using BodyBuffer body = new(_bodies, options.MaxBodyBytes);
        (ForwardFailure? failure, int status, var headers) = await ExchangeAsync(envelope, body, cancellationToken);
        AgentFrame.ProxyResponse answer = failure is { } why
            ? FailureAnswer.Of(why, options.App, envelope.RequestId)
            : new AgentFrame.ProxyResponse(envelope.RequestId, status, headers, body.Written);
        await reply(answer, cancellationToken);
    }

    public void Dispose() => _backend.Dispose();

    private async Task<Exchange> ExchangeAsync(ControlFrame.ProxyRequest envelope, BodyBuffer body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage? request = BackendMessage.TryRequest(options.Backend, envelope);
        if (request is null)
            return Exchange.Failed(ForwardFailure.InvalidRequest);

        using CancellationTokenSource deadline = new(options.BackendTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _backend.SendAsync(request, either.Token);
            int status = (int)response.StatusCode;
            if (status is < 200 or > 599 || BackendMessage.TryHeaders(response) is not { } headers)
                return Exchange.Failed(ForwardFailure.BackendMalformed);

            await using Stream stream = await response.Content.ReadAsStreamAsync(either.Token);
            return await body.ReadAllAsync(stream, response.Content.Headers.ContentLength, either.Token) is { } failure
                ? Exchange.Failed(failure)
                : new Exchange(null, status, headers);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Exchange.Failed(ForwardFailure.BackendTimeout);
        }
        catch (HttpRequestException e)
        {
            bool malformed = e.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded;
            return Exchange.Failed(malformed ? ForwardFailure.BackendMalformed : ForwardFailure.BackendUnreachable);
        }
        catch (IOException)
        {
            return Exchange.Failed(ForwardFailure.BackendUnreachable);
        }
    }

    /// <summary>What came of one request: a failure, or a status and headers beside the body.</summary>
    private readonly record struct Exchange(ForwardFailure? Failure, int Status, IReadOnlyList<EnvelopeHeader> Headers)
    {
        public static Exchange Failed(ForwardFailure failure) => new(failure, 0, []);
    }
}
