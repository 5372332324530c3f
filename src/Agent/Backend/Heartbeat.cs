using EasyEnclave.Agent.Options;

namespace EasyEnclave.Agent.Backend;

/// <summary>Asks the backend how it is; any answer from 2xx to 4xx is a good one.</summary>
internal sealed class Heartbeat(AgentOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _backend = BackendClient.Create(options.Backend);

    /// <summary>How long the backend has to answer: ten seconds, or the interval where that is shorter.</summary>
    public TimeSpan Timeout { get; } = options.HealthInterval < LongestWait ? options.HealthInterval : LongestWait;

    /// <summary>Asks once.</summary>
    public async Task<bool> PassesAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, BackendClient.AddressOf(options.Backend, options.HealthPath));
            using HttpResponseMessage response = await _backend.SendAsync(request, either.Token);
            return (int)response.StatusCode is >= 200 and <= 499;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose() => _backend.Dispose();
}
