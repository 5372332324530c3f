using System.Net;
using System.Net.Http.Headers;
using EasyEnclave.Upstream.Http;
using Polly;
using Polly.Timeout;

namespace EasyEnclave.Upstream.Dns;

/// <summary>Calls of Cloudflare's API, bounded in size, time and number, with the token that goes nowhere else.</summary>
/// <remarks>
/// Writes are tried again like reads: a change made twice is made once, and a record made twice is refused as already there.
/// </remarks>
internal sealed class CloudflareHttp : IDisposable
{
    private const int BodyBytesMax = 4 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly Uri _root;
    private readonly string _token;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<UpstreamAnswer> _pipeline;

    /// <summary>A client over a handler, which it disposes of.</summary>
    public CloudflareHttp(Uri root, string token, HttpMessageHandler handler, DnsLimits limits, TimeProvider time)
    {
        // The pipeline measures time, by the clock of everything.
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("easyenclave-control-plane");
        _root = root;
        _token = token;
        _time = time;
        _pipeline = CloudflarePipeline.Of(limits, time);
    }

    /// <summary>Makes one call.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Path and query below the API's address.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer of any status below 500, or why there is none.</returns>
    public async ValueTask<(UpstreamAnswer? Answer, DnsFault? Fault)> AskAsync(
        HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        try
        {
            UpstreamAnswer answer = await _pipeline.ExecuteAsync(
                static (state, token) => state.Client.SendAsync(state.Method, state.Path, state.Body, token),
                (Client: this, Method: method, Path: path, Body: body),
                cancellationToken).ConfigureAwait(false);
            return FaultOf(answer) is { } fault ? (null, fault) : (answer, null);
        }
        catch (TimeoutRejectedException)
        {
            return (null, new DnsFault(DnsFaultKind.TimedOut, $"{_root.Host} did not answer in time. Run this again: what was done stays done"));
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return (null, new DnsFault(DnsFaultKind.AnswerMalformed, $"{_root.Host} answered with more than any answer of Cloudflare's API. Check CLOUDFLARE_API_URL"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            string hint = "Check the network, and CLOUDFLARE_API_URL where it is set; then run this again";
            return (null, new DnsFault(DnsFaultKind.ApiUnreachable, $"{_root.Authority} cannot be reached: {CauseOf(e)}. {hint}"));
        }
    }

    /// <summary>The errors an answer tells.</summary>
    public IReadOnlyList<CloudflareError> Errors(UpstreamAnswer answer) => CloudflareJson.Errors(answer.Body, _token);

    public void Dispose() => _http.Dispose();

    private DnsFault? FaultOf(UpstreamAnswer answer)
    {
        if (RetryAfter.Of(answer, _time.GetUtcNow()) is { } pause)
        {
            string wait = $"{Math.Ceiling(pause.TotalSeconds)} s";
            return new DnsFault(DnsFaultKind.RateLimited, $"Cloudflare takes no more calls just now ({(int)answer.Status}). Run this again in {wait}: what was done stays done");
        }

        return answer.Status >= HttpStatusCode.InternalServerError
            ? new DnsFault(DnsFaultKind.ApiUnavailable, $"{_root.Authority} is down: status {(int)answer.Status}. Run this again later: what was done stays done")
            : null;
    }

    private async ValueTask<UpstreamAnswer> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(method, new Uri(_root, path));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using HttpResponseMessage response = await _http
            .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> read = await BoundedBody.ReadAsync(response.Content, BodyBytesMax, cancellationToken).ConfigureAwait(false);
        Dictionary<string, string> headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        return new UpstreamAnswer(response.StatusCode, read, headers);
    }

    private static string CauseOf(Exception e) => (e as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name is not known",
        HttpRequestError.ConnectionError => "it takes no connection",
        HttpRequestError.SecureConnectionError => "there is no trusted TLS connection to it",
        _ => "the connection broke",
    };
}
