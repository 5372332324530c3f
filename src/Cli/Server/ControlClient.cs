using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Server;

/// <summary>The admin interface of one server (protocol, section 3).</summary>
internal sealed class ControlClient : IDisposable
{
    /// <summary>How long one request may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Prepares to ask a server; nothing is sent yet.</summary>
    public ControlClient(Shell shell, ServerAddress address)
    {
        _time = shell.Time;
        _http = new HttpClient(shell.Network(address.Url))
        {
            BaseAddress = address.Url,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        if (address.Token is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("ee", typeof(ControlClient).Assembly.GetName().Version!.ToString(3)));
    }

    /// <summary>Asks for something.</summary>
    /// <param name="path">The path under the server's address, without a slash in front.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ServerAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, content: null, cancellationToken);

    /// <summary>Has something removed.</summary>
    public Task<ServerAnswer> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, content: null, cancellationToken);

    /// <summary>Has something done.</summary>
    public Task<ServerAnswer> PostAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(HttpMethod.Post, path, content, cancellationToken);
    }

    /// <summary>Has something done, said in JSON that has no record.</summary>
    public Task<ServerAnswer> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return SendAsync(HttpMethod.Post, path, content, cancellationToken);
    }

    /// <summary>Copies an answer of any size.</summary>
    /// <returns>Why not; null when all of it was copied.</returns>
    public async Task<ServerAnswer.Failed?> DownloadAsync(string path, Stream output, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                return await RefusalAsync(response, cancellationToken);
            await response.Content.CopyToAsync(output, cancellationToken);
            return null;
        }
        catch (HttpRequestException unreachable)
        {
            return Unreachable(unreachable);
        }
        catch (IOException broken)
        {
            return new ServerAnswer.Failed("stream_broken", $"The answer broke off: {broken.Message}", null, null);
        }
    }

    /// <summary>Opens a stream of events, which lasts until the server or the caller ends it.</summary>
    /// <returns>The open answer, or why there is none.</returns>
    public async Task<(HttpResponseMessage? Response, ServerAnswer.Failed? Failure)> FollowAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
                return (response, null);
            using (response)
                return (null, await RefusalAsync(response, cancellationToken));
        }
        catch (HttpRequestException unreachable)
        {
            return (null, Unreachable(unreachable));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<ServerAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var response = await _http.SendAsync(request, both.Token);
            return response.IsSuccessStatusCode
                ? new ServerAnswer.Done(await response.Content.ReadAsByteArrayAsync(both.Token))
                : await RefusalAsync(response, both.Token);
        }
        catch (HttpRequestException unreachable)
        {
            return Unreachable(unreachable);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new ServerAnswer.Failed("server_timeout", $"No answer within {Patience.TotalSeconds} s.", null, null);
        }
    }

    private static async Task<ServerAnswer.Failed> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            if (JsonSerializer.Deserialize(body, RestJson.Default.Problem) is { } problem)
                return new ServerAnswer.Failed(problem.Error, problem.Detail ?? problem.Title, status, problem.Field);
        }
        catch (JsonException)
        {
            // Something in front of the server answered, in words of its own that are not repeated here.
        }

        return new ServerAnswer.Failed($"http_{status}", $"The server answered {status}, and not with a problem of this protocol.", status, null);
    }

    private ServerAnswer.Failed Unreachable(HttpRequestException unreachable) =>
        new("server_unreachable", $"{_http.BaseAddress} cannot be reached: {unreachable.Message}", null, null);
}
