using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace EasyEnclave.Upstream.Http;

/// <summary>Asks servers upstream: bounded in size, time and number, and leaves those alone that ask for it.</summary>
internal sealed partial class UpstreamClient : IDisposable
{
    // Redirects name hosts; more than this many are not remembered one by one.
    private const int HostsMax = 64;

    private readonly HttpClient _http;
    private readonly UpstreamLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, Host> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A client over a handler, which it disposes of.</summary>
    public UpstreamClient(HttpMessageHandler handler, UpstreamLimits limits, TimeProvider time, ILogger logger)
    {
        // The pipeline measures time, by the clock of everything.
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("easyenclave-control-plane");
        _limits = limits;
        _time = time;
        _logger = logger;
    }

    /// <summary>Asks one question.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer of any status that says something; null when the server cannot be asked now, or failed.</returns>
    public async ValueTask<UpstreamAnswer?> AskAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        Host host = HostOf(request.Url);
        if (_time.GetUtcNow() < host.LeftAloneUntil || !host.Budget.TryTake())
        {
            LogNotAsked(request.Url.Host);
            return null;
        }

        try
        {
            UpstreamAnswer answer = await host.Pipeline.ExecuteAsync(
                static (state, token) => state.Client.SendAsync(state.Request, token),
                (Client: this, Request: request),
                cancellationToken).ConfigureAwait(false);
            return Judge(request, host, answer);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException)
        {
            LogFailed(request.Url.Host, e.GetType().Name);
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private UpstreamAnswer? Judge(UpstreamRequest request, Host host, UpstreamAnswer answer)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (RetryAfter.Of(answer, now) is { } pause)
        {
            host.LeftAloneUntil = now + (pause < _limits.RetryAfterMax ? pause : _limits.RetryAfterMax);
            LogLeftAlone(request.Url.Host, (int)answer.Status, host.LeftAloneUntil);
            return null;
        }

        if (answer.Header("Warning") is { } warning)
        {
            LogWarned(request.Url.Host, warning.Length > 200 ? warning[..200] : warning);
        }

        if (answer.Status < HttpStatusCode.InternalServerError)
        {
            return answer;
        }

        LogFailed(request.Url.Host, ((int)answer.Status).ToString());
        return null;
    }

    private async ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(HttpMethod.Get, request.Url);
        Add(message, "Accept", request.Accept);
        Add(message, "Authorization", request.Authorization);
        Add(message, "If-None-Match", request.IfNoneMatch);
        using HttpResponseMessage response = await _http
            .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> body = response.StatusCode == HttpStatusCode.OK
            ? await BoundedBody.ReadAsync(response.Content, request.MaxBytes, cancellationToken).ConfigureAwait(false)
            : default;
        Dictionary<string, string> headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        return new UpstreamAnswer(response.StatusCode, body, headers);
    }

    private static void Add(HttpRequestMessage message, string name, string? value)
    {
        if (value is not null)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private Host HostOf(Uri url)
    {
        string name = _hosts.Count < HostsMax || _hosts.ContainsKey(url.Authority) ? url.Authority : "others";
        return _hosts.GetOrAdd(name, static (_, client) => new Host(client._limits, client._time), this);
    }

    private sealed class Host(UpstreamLimits limits, TimeProvider time)
    {
        private long _leftAloneUntil;

        public CallBudget Budget { get; } = new(limits.CallsPerMinute, TimeSpan.FromMinutes(1), time);

        public ResiliencePipeline<UpstreamAnswer> Pipeline { get; } = UpstreamPipeline.Of(limits, time);

        public DateTimeOffset LeftAloneUntil
        {
            get => new(Volatile.Read(ref _leftAloneUntil), TimeSpan.Zero);
            set => Volatile.Write(ref _leftAloneUntil, value.UtcTicks);
        }
    }
}
