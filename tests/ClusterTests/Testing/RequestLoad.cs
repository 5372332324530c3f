using System.Collections.Concurrent;
using System.Net;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>Clients that ask an app all the time, through the balancer in front of the proxy listeners; each request on a connection of its own.</summary>
internal sealed class RequestLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly Uri _url;
    private readonly string _app;
    private readonly Task[] _callers;
    private volatile bool _stop;
    private int _answered;

    public RequestLoad(Cluster cluster, string app, int callers)
    {
        _url = new Uri($"http://127.0.0.1:{cluster.ProxyBalancer.Port}/");
        _app = app;
        _callers = [.. Enumerable.Range(0, callers).Select(_ => CallAsync())];
    }

    /// <summary>What went wrong, if anything did.</summary>
    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>Waits until some more requests were answered than now.</summary>
    public Task MoreAsync(int count)
    {
        int wanted = Volatile.Read(ref _answered) + count;
        return Eventually.TrueAsync(() => Volatile.Read(ref _answered) >= wanted, () => string.Join("; ", _failed));
    }

    public Task StopAsync()
    {
        _stop = true;
        return Task.WhenAll(_callers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
    }

    private async Task CallAsync()
    {
        while (!_stop)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, _url);
            request.Headers.Add("X-EE-App", _app);
            request.Headers.ConnectionClose = true;
            DateTimeOffset at = TimeProvider.System.GetUtcNow();
            try
            {
                using HttpResponseMessage answer = await _http.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.OK)
                    Interlocked.Increment(ref _answered);
                else
                    _failed.Enqueue($"{at:T}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                _failed.Enqueue($"{at:T}: {e.GetBaseException().Message}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
